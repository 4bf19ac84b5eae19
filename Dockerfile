# The page, on a CPU, with the embedded models included: `docker compose up`, or
#
#   docker build --tag passerelle .
#   docker run --publish 127.0.0.1:7860:7860 --volume passerelle:/data passerelle
#
# The volume stores full-size models and translated sentences.

FROM python:3.12-slim AS wheel
WORKDIR /source
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.12-slim
# The same versions that the tests run with.
COPY constraints.txt /tmp/constraints.txt
COPY --from=wheel /wheels /wheels
RUN sed -i '/^torch==/d' /tmp/constraints.txt \
    && wheel=$(echo /wheels/passerelle-*.whl) \
    && pip install --no-cache-dir --constraint /tmp/constraints.txt "${wheel}[page,mcp]" \
    && rm -r /wheels /tmp/constraints.txt \
    && useradd --create-home --uid 1000 passerelle \
    && install -d -o passerelle -g passerelle /data
USER 1000
ENV HF_HOME=/data/huggingface \
    XDG_CACHE_HOME=/data/cache \
    XDG_CONFIG_HOME=/data/config \
    XDG_DATA_HOME=/data/share \
    HOME=/data \
    GRADIO_ANALYTICS_ENABLED=False
VOLUME /data
WORKDIR /data
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/health', timeout=4)"]
# Access to a container depends on its published port: compose.yaml publishes it to this machine
# only. PASSERELLE_AUTH=user:password requires a password.
ENTRYPOINT ["passerelle", "app", "--host", "0.0.0.0", "--port", "7860", "--no-browser", "--open"]
