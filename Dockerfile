# syntax=docker/dockerfile:1

# --- Build: the Maven wrapper fetches Maven, Maven everything else ---
FROM eclipse-temurin:17.0.17_10-jdk-noble AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY batch batch
COPY reports reports
COPY sql sql
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -q -B -Dmaven.test.skip=true package \
    && mkdir /app \
    && cp -r target/holded-pipeline /app/war \
    && rm -rf /app/war/WEB-INF/classes/com/holded/pipeline/local \
    && cp "$(tr ':' '\n' < target/local.classpath | grep '/payara-micro-')" /app/payara-micro.jar

# --- Run: a JRE, the server, the WAR ---
FROM eclipse-temurin:17.0.17_10-jre-noble
RUN groupadd --system --gid 10001 holded \
    && useradd --system --uid 10001 --gid holded --home-dir /app --no-create-home --shell /usr/sbin/nologin holded \
    && install -d -o holded -g holded /var/lib/holded
COPY --from=build /app /app
COPY docker/entrypoint.sh docker/logging.properties /app/
# The same as the local platform's, but for the address.
COPY src/main/resources/com/holded/pipeline/local/payara/preboot.txt \
    src/main/resources/com/holded/pipeline/local/payara/postdeploy.txt /app/
USER 10001:10001
WORKDIR /var/lib/holded
ENV HOLDED_MODE=production \
    API_PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=6 \
    CMD curl -fsS -o /dev/null --max-time 4 "http://127.0.0.1:${API_PORT}/health/ready"
ENTRYPOINT ["/bin/sh", "/app/entrypoint.sh"]
