package com.holded.pipeline.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Payara Micro with the product's WAR, in a process of its own, on loopback. It keeps no data. */
public final class PayaraServer implements AutoCloseable {
    static final String PART = "payara";

    /** Generous: a start takes 10 to 30 s of two cores, and others may want them too. */
    private static final Duration START = Duration.ofMinutes(5);
    /** How long a booted service may take to reach its object storage. */
    private static final Duration READY = Duration.ofMinutes(1);
    /** That the service has what it needs, and that it can collect. */
    private static final List<String> PROBES = List.of("/health/started", "/health/ready");
    /** As long as requests that are under way may take to finish. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    /** Only this line says that the server is done; answers may come, and fail again, before it. */
    private static final String BOOTED = " ready in ";
    /** Written when the WAR cannot start; the server boots all the same, or the WAR has ended it. */
    private static final Pattern DEPLOYMENT_FAILED =
            Pattern.compile("(?:Exception while deploying the app \\[[^]]*] : |holded-pipeline cannot start: )(.+)");
    /** Written while work of the start fails. */
    private static final Pattern TRIED_AGAIN = Pattern.compile("Start: .+, will be tried again.*");

    private final Path war;
    private final Path root;
    private final int port;
    private final List<String> jvmOptions;
    private final Map<String, String> environment;
    private final Path runFolder;
    private final Path log;
    private volatile Optional<Child> child = Optional.empty();

    /**
     * A server that is not started yet.
     *
     * @param war the WAR, as a file or as a folder
     * @param root folder that the server unpacks itself into; emptied at each start
     * @param environment the product's settings
     * @param runFolder where the pid stands while it runs
     * @param log file for its output
     */
    PayaraServer(
            Path war,
            Path root,
            int port,
            List<String> jvmOptions,
            Map<String, String> environment,
            Path runFolder,
            Path log) {
        this.war = war;
        this.root = root.toAbsolutePath().normalize();
        this.port = port;
        this.jvmOptions = List.copyOf(jvmOptions);
        this.environment = Map.copyOf(environment);
        this.runFolder = runFolder.toAbsolutePath().normalize();
        this.log = log.toAbsolutePath().normalize();
    }

    /**
     * Starts it, and returns when the WAR is deployed and answers. One that a killed platform left behind is ended
     * first.
     *
     * @throws LocalProblem when it cannot start
     */
    public void start() {
        Folders.make(runFolder);
        Folders.makeFor(log);
        endLeftBehind();
        Ports.requireFree(port, "HTTP", "--port");
        if (!Files.exists(war)) {
            throw new LocalProblem("There is no WAR at " + war + ". Build it with ./mvnw -DskipTests package");
        }
        try {
            // A kept domain would deploy the former application as well.
            Folders.delete(root);
            Folders.make(root);
            // What a JVM that was killed left behind: of a report in the making, of the fonts that Java copies.
            Folders.delete(temporary());
            Folders.make(temporary());
            Child started = Child.startJava(PART, runFolder, arguments(), environment, log);
            child = Optional.of(started);
            awaitReady(started);
        } catch (IOException failed) {
            throw new LocalProblem("Payara Micro cannot be started (" + failed.getMessage() + ")", failed);
        }
    }

    /** Ends a server that a killed platform left behind. */
    void endLeftBehind() {
        Child.leftBehind(PART, runFolder).ifPresent(leftBehind -> leftBehind.end(GRACE));
    }

    int port() {
        return port;
    }

    /** Address of the service. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The server's process; empty when it does not run. */
    public Optional<ProcessHandle> process() {
        return child.filter(Child::isAlive).map(Child::process);
    }

    /** SIGKILL: what a crash looks like. {@link #start} brings it back. */
    public void kill() {
        child.ifPresent(Child::kill);
    }

    @Override
    public void close() {
        child.ifPresent(running -> running.end(GRACE));
        child = Optional.empty();
        try {
            Folders.delete(root);
            Folders.delete(temporary());
        } catch (IOException kept) {
            // The next start empties it.
        }
    }

    private Path temporary() {
        return runFolder.resolve("payara-tmp");
    }

    private List<String> arguments() throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.add("-Djava.awt.headless=true");
        arguments.add("-Djava.io.tmpdir=" + temporary());
        arguments.add("-XX:+ExitOnOutOfMemoryError");
        arguments.addAll(jvmOptions);
        arguments.addAll(List.of("-jar", payaraMicro().toString()));
        arguments.addAll(List.of("--rootdir", root.toString()));
        arguments.addAll(List.of("--logproperties", bootFile("logging.properties", "logging.properties")));
        arguments.addAll(List.of("--prebootcommandfile", bootFile("preboot.txt", "preboot.txt", "loopback.txt")));
        arguments.addAll(List.of("--postdeploycommandfile", bootFile("postdeploy.txt", "postdeploy.txt")));
        // Alone: with --nocluster beside it, the data grid listens on a port of its own.
        arguments.add("--nohazelcast");
        arguments.add("--disablephonehome");
        arguments.addAll(List.of("--port", Integer.toString(port)));
        arguments.addAll(List.of("--contextroot", "/"));
        // Of a folder that is reached through a link, Payara finds the libraries but not the classes.
        arguments.addAll(List.of("--deploy", war.toRealPath().toString()));
        return arguments;
    }

    private static Path payaraMicro() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains("payara-micro-"))
                .map(Path::of)
                .findFirst()
                .orElseThrow(() -> new LocalProblem("Payara Micro is not on the class path. Start with ./holded"));
    }

    /** One file of these parts, for the server to read. */
    private String bootFile(String name, String... parts) throws IOException {
        Path file = runFolder.resolve("payara-" + name);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (String part : parts) {
                try (InputStream resource = PayaraServer.class.getResourceAsStream("payara/" + part)) {
                    if (resource == null) {
                        throw new NoSuchFileException("payara/" + part);
                    }
                    resource.transferTo(out);
                }
            }
        }
        return file.toString();
    }

    private void awaitReady(Child started) throws IOException {
        long deadline = System.nanoTime() + START.toNanos();
        boolean booted = false;
        while (started.isAlive() && System.nanoTime() < deadline) {
            String text = logText();
            if (text.contains(BOOTED)) {
                refuseFailedDeployment(text);
                if (!booted) {
                    booted = true;
                    deadline = System.nanoTime() + READY.toNanos();
                }
                if (PROBES.stream().allMatch(this::isUp)) {
                    return;
                }
            }
            pause();
        }
        refuseFailedDeployment(logText());
        close();
        throw new LocalProblem(
                booted
                        ? "The service runs, but does not become ready: is object storage well? Its log: " + log
                        : "The service does not start. Its log says why: " + log);
    }

    private void refuseFailedDeployment(String text) {
        Matcher failure = DEPLOYMENT_FAILED.matcher(text);
        if (failure.find()) {
            close();
            throw new LocalProblem(
                    "The service does not start: " + failure.group(1).strip() + "\nIts log: " + log);
        }
    }

    /** What the service has said last of work of its start that fails. */
    Optional<String> lastTrouble() {
        try {
            return TRIED_AGAIN
                    .matcher(logText())
                    .results()
                    .map(MatchResult::group)
                    .reduce((earlier, last) -> last);
        } catch (IOException unreadable) {
            // Whoever asks is told where the log is.
            return Optional.empty();
        }
    }

    private String logText() throws IOException {
        // Not readString: a line may be half-written, in the middle of a character.
        return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    }

    private boolean isUp(String probe) {
        HttpRequest request = HttpRequest.newBuilder(address().resolve(probe))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            HttpResponse<Void> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
            return response.statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LocalProblem("Interrupted while the service started", interrupted);
        }
    }
}
