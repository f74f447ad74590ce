# Two stages: build the one binary, then an image that has it and nothing to build with.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY .cargo .cargo
COPY migrations migrations
COPY assets assets
COPY src src
COPY tests tests
COPY benches benches
RUN cargo build --release --locked --bin accolade

FROM debian:bookworm-slim
RUN apt-get update && apt-get install --yes --no-install-recommends tzdata && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --home-dir /var/lib/accolade accolade
COPY --from=build /src/target/release/accolade /usr/local/bin/accolade
# A volume takes its owner from the folder it is put on.
RUN install --directory --owner=accolade --group=accolade /var/lib/accolade/data
USER accolade
WORKDIR /var/lib/accolade
ENV ACCOLADE_LISTEN=0.0.0.0:8080 ACCOLADE_DATA_DIR=/var/lib/accolade/data
EXPOSE 8080
VOLUME /var/lib/accolade/data
CMD ["accolade"]
