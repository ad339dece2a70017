# VendorTrack's image: one for web, worker, beat and migrate; each is a word after `python -m vendortrack`.
# Nothing secret goes in: .dockerignore keeps .env and var/ out, and the keys below live for one command.

FROM python:3.12-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/python -m pip install --require-hashes -r requirements.txt

FROM python:3.12-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DEBUG=0 \
    HOST=0.0.0.0 \
    PORT=8000 \
    VAR_DIR=/var/lib/vendortrack \
    STATIC_ROOT=/srv/vendortrack/staticfiles
# What draws the text of a PDF, with a font.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /var/lib/vendortrack --create-home --shell /usr/sbin/nologin vendortrack
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/vendortrack
COPY . .
RUN sh scripts/as-in-production python manage.py collectstatic --no-input --verbosity 0
USER vendortrack
VOLUME /var/lib/vendortrack
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-m", "vendortrack", "healthy"]
ENTRYPOINT ["python", "-m", "vendortrack"]
CMD ["web"]
