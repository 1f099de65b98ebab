// Previews and removal for a file field. The field keeps the files; this only redraws it.
const SIDE = 240;

const draw = async (canvas, file) => {
  const picture = await createImageBitmap(file);
  const side = Math.min(picture.width, picture.height);
  const left = (picture.width - side) / 2;
  const top = (picture.height - side) / 2;
  canvas.getContext("2d").drawImage(picture, left, top, side, side, 0, 0, SIDE, SIDE);
  picture.close();
};

const enhance = (field) => {
  const input = field.querySelector("input[type=file]");
  const list = field.querySelector("[data-photo-list]");
  const status = field.querySelector("[data-photo-status]");
  const item = field.querySelector("[data-photo-item]").content.firstElementChild;
  const add = field.querySelector("[data-photo-add]").content.firstElementChild;
  const limit = Number(field.dataset.limit);
  let files = [];

  const keep = (chosen) => {
    files = chosen.slice(0, limit);
    const transfer = new DataTransfer();
    files.forEach((file) => transfer.items.add(file));
    input.files = transfer.files;
    redraw();
  };

  const preview = (file, index) => {
    const node = item.cloneNode(true);
    const canvas = node.querySelector("canvas");
    canvas.setAttribute("aria-label", file.name);
    const remove = node.querySelector("button");
    remove.setAttribute("aria-label", remove.dataset.label.replace("{number}", index + 1));
    remove.addEventListener("click", () => {
      keep(files.filter((other) => other !== file));
      (list.querySelectorAll("button")[Math.max(0, index - 1)] ?? input).focus();
    });
    // Browsers cannot show every picture that phones take (HEIC): then its name stands there.
    draw(canvas, file).catch(() => {
      const name = node.querySelector(".name");
      name.textContent = file.name;
      name.hidden = false;
    });
    return node;
  };

  const redraw = () => {
    const nodes = files.map(preview);
    if (files.length < limit) {
      const more = add.cloneNode(true);
      const words = more.querySelector("span");
      words.textContent = files.length ? words.dataset.more : words.dataset.first;
      nodes.push(more);
    }
    list.replaceChildren(...nodes);
    status.textContent = status.dataset.text.replace("{count}", files.length);
  };

  input.addEventListener("change", () => {
    const known = new Set(files.map((file) => `${file.name} ${file.size} ${file.lastModified}`));
    const fresh = [...input.files].filter(
      (file) => !known.has(`${file.name} ${file.size} ${file.lastModified}`),
    );
    keep([...files, ...fresh]);
  });
  field.classList.add("enhanced");
  list.hidden = false;
  keep([...input.files]);
};

document.querySelectorAll("[data-photos]:not(.enhanced)").forEach(enhance);
