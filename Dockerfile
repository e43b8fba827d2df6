# For a processor:     docker build -t cnnviz .
# For NVIDIA cards:    docker build -t cnnviz --build-arg REQUIREMENTS=requirements-gpu.txt .
# With a login:        docker build -t cnnviz --build-arg LOGIN=1 .
# Run it:              docs/school-server.md
FROM debian:trixie-slim
ARG REQUIREMENTS=requirements.txt
ARG LOGIN=

RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY requirements.txt requirements-gpu.txt requirements-login.txt ./
RUN python3 -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir -r "$REQUIREMENTS" ${LOGIN:+-r requirements-login.txt}
COPY . .

# The app writes to /data and /tmp alone, so everything else may be read-only.
RUN /opt/venv/bin/python -m compileall -q app.py server.py cnnviz pages \
    && useradd --uid 10001 --home-dir /data --shell /usr/sbin/nologin cnnviz \
    && install --directory --owner=cnnviz --group=cnnviz /data
# The two settings of malloc make a student cost two thirds of the memory: docs/school-server.md.
ENV PATH=/opt/venv/bin:$PATH \
    HOME=/data \
    CNNVIZ_DATA_DIR=/data/sets \
    CNNVIZ_RUNS_DIR=/data/runs \
    CNNVIZ_LOG=/data/events.jsonl \
    KERAS_HOME=/data/keras \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=1048576 \
    MPLCONFIGDIR=/tmp/matplotlib \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER cnnviz
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s \
    CMD ["python", "-m", "cnnviz", "health", "--server", "http://127.0.0.1:8501"]
CMD ["streamlit", "run", "server.py", "--server.headless=true", "--server.address=0.0.0.0"]
