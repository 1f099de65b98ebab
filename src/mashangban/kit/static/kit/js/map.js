// Maps (`{% map … %}`): layers of GeoJSON drawn by MapLibre, tied to the rows of the page's list.
//
// A row with data-key is about the feature of that id. Pointing at one shows the other; choosing one
// (focus or click in the list, click or tap on the map) opens the card; Escape closes it. Without
// WebGL the list is left as it is.

const FINGER = matchMedia("(pointer: coarse)").matches ? 12 : 4; // pixels around a click
const MANY = 300; // from so many features on, dots are small and numbers wait for a closer look
const CLOSE = 14; // zoom from which names of points are written
const NOTHING = { type: "FeatureCollection", features: [] };

const large = () => document.documentElement.dataset.size === "large";
const token = (name) => getComputedStyle(document.body).getPropertyValue(`--msb-${name}`).trim();
const filled = (pattern, properties) =>
  pattern.replace(/\{(\w+)\}/g, (_, name) => properties[name] ?? "");
const address = (pattern, properties) =>
  pattern.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(properties[name] ?? ""));
const collection = (features) => ({ type: "FeatureCollection", features });
const point = (coordinates, properties) => ({ type: "Feature", properties, geometry: { type: "Point", coordinates } });

// The layers of MapLibre's style that draw one of ours; colours are read anew for each theme.
const drawing = {
  areas: ({ id, colour }) => [
    { id, type: "fill", source: id, paint: { "fill-color": token(colour) } },
    { id: `${id}-edge`, type: "line", source: id, paint: { "line-color": token("control"), "line-width": 1.25 } },
  ],
  points: ({ id, colour }, { count }) => [
    {
      id, type: "circle", source: id,
      paint: {
        "circle-color": token(colour), "circle-stroke-color": token("surface"),
        "circle-stroke-width": zoomed(count > MANY ? 0.25 : 1, 1.5), "circle-radius": zoomed(count > MANY ? 2 : 4, 7),
      },
    },
  ],
  counts: ({ id, colour, count }, of) => [
    {
      id, type: "circle", source: id,
      paint: {
        "circle-color": token(colour), "circle-opacity": 0.28, "circle-stroke-color": token(colour),
        "circle-stroke-width": 1, "circle-radius": sized(count, of.count > MANY ? 2 : 4, of.count > MANY ? 1 : 2.5),
      },
    },
  ],
  alarms: ({ id, colour, count }, of) => [
    ...(of.count > MANY
      ? [
          {
            id: `${id}-far`, type: "circle", source: id, maxzoom: CLOSE - 1,
            paint: { "circle-color": token(colour), "circle-stroke-color": token("surface"), "circle-stroke-width": 0.5, "circle-radius": sized(count, 3, 0.5) },
          },
        ]
      : []),
    {
      id, type: "symbol", source: id, minzoom: of.count > MANY ? CLOSE - 1 : 0,
      layout: {
        "icon-image": ["concat", `${colour}:`, ["to-string", ["get", count]]], "icon-size": zoomed(0.85, 1.3),
        "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": ["get", count],
      },
      paint: {},
    },
  ],
};

// A solid disc with a white ring and its number: one picture, so that discs may lie over each other.
const disc = (name) => {
  const [, colour, number] = /^(.+):(\d+)$/.exec(name);
  const radius = Math.min(8 + 1.5 * Math.sqrt(number), 16);
  const side = Math.ceil(2 * radius + 4);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side * 2;
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  pen.beginPath();
  pen.arc(side / 2, side / 2, radius, 0, 2 * Math.PI);
  pen.fillStyle = token(colour);
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = token("surface");
  pen.stroke();
  pen.fillStyle = token("clock-late-on");
  pen.font = `600 ${number > 99 ? 9 : 11}px ${token("font")}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(number, side / 2, side / 2 + 0.5);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
};

// Names are drawn with the fonts of this machine: no glyph server.
const named = {
  points: (id) => [words(`${id}-names`, id, { size: 12, colour: "ink-1", minzoom: CLOSE }, { "text-anchor": "top", "text-offset": [0, 0.9] })],
  areas: (id) => [words(`${id}-names`, `${id}-middles`, { size: 14, colour: "ink-2", minzoom: 0 }, { "text-variable-anchor": ["center", "bottom", "top"], "text-radial-offset": 0.8 })],
};
const words = (id, source, { size, colour, minzoom }, layout) => ({
  id, type: "symbol", source, minzoom,
  layout: { "text-field": ["get", "name"], "text-font": fonts(), "text-size": size * scale(), "text-max-width": 12, ...layout },
  paint: { "text-color": token(colour), "text-halo-color": token("surface"), "text-halo-width": 2 },
});
const zoomed = (far, near) => ["interpolate", ["linear"], ["zoom"], 9, 0.5 * far * scale(), 12, far * scale(), 16, near * scale()];
const sized = (property, least, by) => {
  const radius = (grown) => ["*", grown * scale(), ["+", least, ["*", by, ["sqrt", ["get", property]]]]];
  return ["interpolate", ["linear"], ["zoom"], 9, radius(0.75), 12, radius(1), 16, radius(2)];
};
const scale = () => (large() ? 1.25 : 1);
const fonts = () => token("font").split(",").map((name) => name.trim().replaceAll('"', ""));

class DistrictMap {
  constructor(root, maplibre) {
    this.root = root;
    this.maplibre = maplibre;
    this.layers = JSON.parse(root.dataset.map);
    this.features = new Map(); // by id: name, geometry, and by layer what it carries
    this.sizes = {}; // by layer: how many features
    this.pointed = this.chosen = null;
    this.map = new maplibre.Map({
      container: this.part("[data-map-canvas]"),
      style: this.ground(),
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      maxZoom: 18,
      renderWorldCopies: false,
      cooperativeGestures: matchMedia("(pointer: coarse)").matches,
      canvasContextAttributes: { preserveDrawingBuffer: true }, // to be copied for paper
      localIdeographFontFamily: token("font"),
      locale: {
        "Map.Title": root.dataset.labelMap,
        "NavigationControl.ZoomIn": root.dataset.labelZoomIn,
        "NavigationControl.ZoomOut": root.dataset.labelZoomOut,
        "CooperativeGesturesHandler.WindowsHelpText": root.dataset.labelCtrl,
        "CooperativeGesturesHandler.MacHelpText": root.dataset.labelCommand,
        "CooperativeGesturesHandler.MobileHelpText": root.dataset.labelFingers,
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
    this.map.setMissingStyleImageResolver((name) => void this.map.addImage(name, disc(name), { pixelRatio: 2 }));
    this.map.on("error", ({ error }) => {
      // A tile that does not come leaves a gap; only what we asked for ourselves matters.
      if (!root.dataset.tiles) console.error(error);
    });
  }

  part(selector) {
    return this.root.querySelector(selector);
  }

  ground() {
    const tiles = this.root.dataset.tiles;
    const background = { id: "ground", type: "background", paint: { "background-color": token("bg") } };
    return {
      version: 8,
      transition: { duration: 0, delay: 0 },
      sources: tiles ? { tiles: { type: "raster", tiles: [tiles], tileSize: 256 } } : {},
      layers: tiles ? [background, { id: "tiles", type: "raster", source: "tiles" }] : [background],
    };
  }

  // Fetch each address once, whatever the number of layers that draw it.
  async load() {
    const answers = {};
    const asked = [...new Set(this.layers.map((layer) => layer.url))].map(async (url) => {
      const answer = await fetch(url, { headers: { Accept: "application/geo+json" } });
      if (!answer.ok) throw new Error(`${answer.status} ${url}`);
      answers[url] = (await answer.json()).features;
    });
    const arrived = await Promise.allSettled([...asked, this.map.loaded() || this.map.once("load")]);
    this.part("[data-map-failed]").hidden = arrived.every(({ status }) => status === "fulfilled");
    for (const layer of this.layers) this.add(layer, answers[layer.url] ?? []);
    this.map.addSource("marked", { type: "geojson", data: NOTHING });
    for (const layer of this.style()) this.map.addLayer(layer);
    this.legend();
    this.listen();
    this.follow();
    this.map.once("idle", () => (this.root.dataset.state = "drawn"));
  }

  add(layer, all) {
    const features = layer.count ? all.filter(({ properties }) => properties[layer.count] > 0) : all;
    this.sizes[layer.id] = features.length;
    this.map.addSource(layer.id, { type: "geojson", data: collection(features), promoteId: "id" });
    if (layer.kind === "areas") {
      const middles = features.map(({ properties }) => point(properties.middle, properties));
      this.map.addSource(`${layer.id}-middles`, { type: "geojson", data: collection(middles) });
    }
    for (const { properties, geometry } of features) {
      const known = this.features.get(properties.id) ?? { name: properties.name, geometry, said: {} };
      known.said[layer.id] = properties;
      this.features.set(properties.id, known);
    }
  }

  // All that is drawn, lowest first: layers in their order, names, alarms, marks.
  style() {
    const drawn = [];
    const written = [];
    const alarms = [];
    for (const layer of this.layers) {
      const { id, kind } = layer;
      (kind === "alarms" ? alarms : drawn).push(...drawing[kind](layer, { count: this.sizes[id] }));
      if (kind === "points") written.push(...named.points(id));
      if (kind === "areas") written.push(...named.areas(id));
    }
    drawn.push(...written, ...alarms);
    if (this.root.dataset.tiles) {
      for (const layer of drawn) if (layer.type === "fill") layer.paint["fill-opacity"] = 0.25;
    }
    const marks = { "line-color": token("ink-1"), "line-width": 3 };
    const ring = ["match", ["get", "how"], "chosen", 12, "pointed", 11, 9];
    return [
      ...drawn,
      { id: "marked-areas", type: "line", source: "marked", filter: ["!=", ["geometry-type"], "Point"], paint: marks },
      {
        id: "marked-points", type: "circle", source: "marked", filter: ["==", ["geometry-type"], "Point"],
        paint: {
          "circle-opacity": 0, "circle-radius": ring, "circle-stroke-color": token("ink-1"),
          "circle-stroke-width": ["match", ["get", "how"], "chosen", 3, 2],
        },
      },
    ];
  }

  paint() {
    this.map.setPaintProperty("ground", "background-color", token("bg"));
    for (const { id, paint } of this.style()) {
      for (const [name, value] of Object.entries(paint)) this.map.setPaintProperty(id, name, value);
    }
    for (const name of this.map.listImages()) this.map.updateImage(name, disc(name));
    this.colourKeys();
  }

  legend() {
    const panel = this.part("[data-map-layers]");
    panel.hidden = false;
    panel.open = matchMedia("(min-width: 901px)").matches;
    for (const layer of this.layers) {
      this.part(`[data-count-of="${layer.id}"]`).textContent = this.sizes[layer.id].toLocaleString();
      const box = panel.querySelector(`input[value="${layer.id}"]`);
      box.addEventListener("change", () => this.show(layer, box.checked));
      this.show(layer, box.checked);
    }
    this.colourKeys();
  }

  colourKeys() {
    for (const { id, colour } of this.layers) {
      this.part(`[data-key-of="${id}"]`).style.setProperty("--key", token(colour));
    }
  }

  show({ id }, visible) {
    for (const drawn of ["", "-edge", "-far", "-names"].map((end) => id + end)) {
      if (this.map.getLayer(drawn)) this.map.setLayoutProperty(drawn, "visibility", visible ? "visible" : "none");
    }
  }

  listen() {
    const { map } = this;
    map.on("mousemove", ({ point: at }) => this.point(this.found(at)));
    map.on("mouseout", () => this.point(null));
    map.on("click", ({ point: at }) => this.choose(this.found(at), { reveal: true }));
    for (const [event, act] of [
      ["mouseover", (id) => this.point(id)],
      ["focusin", (id) => this.choose(id, { move: true })],
      ["click", (id, { target }) => target.closest("a") ?? this.choose(id, { move: true })],
    ]) {
      document.addEventListener(event, (happened) => {
        const row = happened.target.closest?.("[data-key]");
        if (row && this.features.has(row.dataset.key)) act(row.dataset.key, happened);
        else if (event === "mouseover" && !this.root.contains(happened.target)) this.point(null);
      });
    }
    this.part("[data-card-close]").addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.chosen) this.close();
    });
    document.addEventListener("htmx:afterSwap", () => this.follow());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint());
    addEventListener("beforeprint", () => this.print(true));
    addEventListener("afterprint", () => this.print(false));
  }

  // The topmost of our features at a place of the canvas; areas only where nothing else is.
  found({ x, y }) {
    const layers = this.layers.flatMap(({ id }) => [id, `${id}-far`]).filter((id) => this.map.getLayer(id));
    const around = [[x - FINGER, y - FINGER], [x + FINGER, y + FINGER]];
    const [hit] = this.map.queryRenderedFeatures(around, { layers });
    return hit?.properties.id ?? null;
  }

  row(id) {
    return document.querySelector(`[data-key="${CSS.escape(id)}"]`);
  }

  point(id) {
    if (id === this.pointed) return;
    this.pointed = id;
    this.map.getCanvas().style.cursor = id ? "pointer" : "";
    document.querySelector(".is-pointed")?.classList.remove("is-pointed");
    if (id) this.row(id)?.classList.add("is-pointed");
    this.mark();
  }

  choose(id, { move = false, reveal = false } = {}) {
    if (id === this.chosen) return;
    this.chosen = id;
    document.querySelector("[data-key].sel")?.classList.remove("sel");
    const card = this.part("[data-map-card]");
    card.hidden = !id;
    this.mark();
    if (!id) return;
    const { name, said, geometry } = this.features.get(id);
    this.row(id)?.classList.add("sel");
    if (reveal) this.row(id)?.scrollIntoView({ block: "nearest" });
    if (move) this.bringIn(geometry);
    const told = this.layers.filter((layer) => said[layer.id]);
    this.part("[data-card-name]").textContent = name;
    this.part("[data-card-lines]").replaceChildren(
      ...told.filter(({ says }) => says).map((layer) => {
        const line = document.createElement("li");
        line.textContent = filled(layer.says, said[layer.id]);
        return line;
      }),
    );
    const opens = told.find((layer) => layer.opens);
    const link = this.part("[data-card-link]");
    link.hidden = !opens;
    if (opens) link.href = address(opens.opens, said[opens.id]);
  }

  close() {
    const inside = this.part("[data-map-card]").contains(document.activeElement);
    // Focus first: a row that gets it is chosen.
    if (inside) (this.row(this.chosen)?.querySelector("a[href]") ?? this.map.getCanvas()).focus();
    this.choose(null);
  }

  // Move only when the place is outside of what is seen; at once, without flying.
  bringIn(geometry) {
    const bounds = this.boundsOf([geometry]);
    if (!this.map.getBounds().contains(bounds.getCenter())) this.map.jumpTo({ center: bounds.getCenter() });
  }

  mark() {
    const listed = this.listed?.map((id) => [id, "listed"]) ?? [];
    const marked = [...listed, [this.pointed, "pointed"], [this.chosen, "chosen"]].filter(([id]) => id);
    this.map.getSource("marked").setData(
      collection(marked.map(([id, how]) => ({ type: "Feature", properties: { how }, geometry: this.features.get(id).geometry }))),
    );
  }

  // Show what the list was narrowed to, or everything.
  follow() {
    const list = document.querySelector("[data-map-list]");
    const rows = [...(list?.querySelectorAll("[data-key]") ?? [])].map((row) => row.dataset.key);
    const narrowed = list && "narrowed" in list.dataset;
    const area = list?.dataset.area;
    this.listed = narrowed && !area ? rows.filter((id) => this.features.has(id)) : [];
    if (area && this.features.has(area)) this.listed.push(area);
    if (this.chosen && !this.row(this.chosen)) this.choose(null);
    this.mark();
    const shown = this.listed.length ? this.listed : [...this.features.keys()];
    const geometries = shown.map((id) => this.features.get(id).geometry);
    if (!geometries.length) return;
    const pane = this.part("[data-map-layers]");
    const padding = { top: pane.offsetHeight + 24, right: 24, bottom: 24, left: 24 };
    this.map.fitBounds(this.boundsOf(geometries), { padding, maxZoom: 16, duration: 0 });
  }

  boundsOf(geometries) {
    const bounds = new this.maplibre.LngLatBounds();
    const walk = (part) => (typeof part[0] === "number" ? bounds.extend(part) : part.forEach(walk));
    for (const { coordinates } of geometries) walk(coordinates);
    return bounds;
  }

  // On paper a copy of the picture, in the light theme: of WebGL itself browsers print what was on
  // the screen last, and the dark stylesheet does not count on paper.
  print(begins) {
    const dark = document.querySelector('link[href*="dark"]');
    if (dark) {
      dark.disabled = begins;
      this.paint();
      this.map.redraw();
    }
    this.part("[data-map-paper]")?.remove();
    if (!begins) return;
    const seen = this.map.getCanvas();
    const paper = document.createElement("canvas");
    paper.dataset.mapPaper = "";
    paper.width = seen.width;
    paper.height = seen.height;
    paper.getContext("2d").drawImage(seen, 0, 0);
    this.root.prepend(paper);
  }
}

const start = async (root) => {
  const maplibre = await import(root.dataset.maplibre);
  maplibre.setWorkerUrl(root.dataset.worker);
  try {
    root.map = new DistrictMap(root, maplibre); // also for whoever looks from the console, and for tests
  } catch (error) {
    if (!(error instanceof maplibre.GPUInitializationError)) throw error;
    root.dataset.state = "without";
    root.querySelector("[data-map-without]").hidden = false;
    return;
  }
  await root.map.load();
};

for (const root of document.querySelectorAll("[data-map]")) start(root);
