# Neural architecture search on the CPU: nas.jar, as 'mvn -q -DskipTests package' builds it.
FROM eclipse-temurin:17-jre-jammy

# Figures are drawn with the fonts of the system.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fontconfig=2.* fonts-dejavu-core=2.* \
    && rm -rf /var/lib/apt/lists/*

# The native libraries are unpacked there when a network is first computed, by whatever user.
ENV DJL_CACHE_DIR=/var/cache/nas
RUN useradd --create-home --uid 10001 nas \
    && mkdir -m 1777 /var/cache/nas /work

COPY nas.jar LICENSE NOTICE /opt/nas/

USER nas
WORKDIR /work
ENTRYPOINT ["java", "-jar", "/opt/nas/nas.jar"]
