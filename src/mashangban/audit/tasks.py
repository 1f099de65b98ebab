"""What the trail does by itself, on time."""

from procrastinate.contrib.django import app

from mashangban.audit import sealing
from mashangban.kit import clock


# Two of them cannot wait at once. No `lock`: a job that died with its worker would hold it for
# ever, and the sealer has a lock of its own that ends with its session.
@app.periodic(cron="* * * * * */5")
@app.task(name="audit.seal", queueing_lock="audit.seal")
def seal(timestamp: int) -> int:
    """Seal what has been settled since the last time."""
    return sealing.seal(at=clock.now())
