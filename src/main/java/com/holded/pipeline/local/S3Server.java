package com.holded.pipeline.local;

import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Setting;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An embedded S3 server in a process of its own, which keeps objects as files of the directory it is given. It does not
 * force them to disk: a killed process loses nothing, a power cut may.
 */
public final class S3Server implements AutoCloseable {
    static final String PART = "s3";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Path directory;
    private final int port;
    private final Secret accessKey;
    private final Secret secretKey;
    private final Path runFolder;
    private final Path log;
    private volatile Optional<Child> child = Optional.empty();

    /**
     * A server that is not started yet.
     *
     * @param directory its data; made at the first start
     * @param runFolder where the pid and the server's own configuration stand while it runs
     * @param log file for its output
     */
    public S3Server(Path directory, int port, Secret accessKey, Secret secretKey, Path runFolder, Path log) {
        this.directory = directory.toAbsolutePath().normalize();
        this.port = port;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        this.runFolder = runFolder.toAbsolutePath().normalize();
        this.log = log.toAbsolutePath().normalize();
    }

    /**
     * Starts it, and returns when it answers. One that a killed platform left behind is ended first.
     *
     * @throws LocalProblem when it cannot start
     */
    public void start() {
        Folders.make(directory);
        Folders.make(runFolder);
        Folders.makeFor(log);
        Child.leftBehind(PART, runFolder).ifPresent(leftBehind -> leftBehind.end(GRACE));
        Ports.requireFree(port, "the S3 server", "--s3-port");
        try {
            List<String> arguments = new ArrayList<>(List.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx512m",
                    "-Dlogback.configurationFile=" + Holded.LOG_CONFIGURATION,
                    "org.gaul.s3proxy.Main",
                    "--properties",
                    configuration().toString()));
            Child started = Child.startJava(PART, runFolder, arguments, Map.of("CLASSPATH", classPath()), log);
            child = Optional.of(started);
            awaitAnswer(started);
        } catch (IOException failed) {
            throw new LocalProblem("The S3 server cannot be started (" + failed.getMessage() + ")", failed);
        }
    }

    int port() {
        return port;
    }

    /** Address of the server. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** How to reach it, by the product's environment names. */
    public Map<String, String> environment() {
        return Map.of(
                Setting.MINIO_ENDPOINT.name(), endpoint().toString(),
                Setting.MINIO_ACCESS_KEY.name(), accessKey.reveal(),
                Setting.MINIO_SECRET_KEY.name(), secretKey.reveal());
    }

    /** The server's process; empty when it does not run. */
    public Optional<ProcessHandle> process() {
        return child.filter(Child::isAlive).map(Child::process);
    }

    /** SIGKILL: what a crash looks like. {@link #start} brings it back on the same data. */
    public void kill() {
        child.ifPresent(Child::kill);
    }

    @Override
    public void close() {
        child.ifPresent(running -> running.end(GRACE));
        child = Optional.empty();
    }

    /** In a file that only its owner can read: credentials on a command line are there for all to see. */
    private Path configuration() throws IOException {
        Properties properties = new Properties();
        properties.setProperty("s3proxy.endpoint", endpoint().toString());
        properties.setProperty("s3proxy.authorization", "aws-v2-or-v4");
        properties.setProperty("s3proxy.identity", accessKey.reveal());
        properties.setProperty("s3proxy.credential", secretKey.reveal());
        properties.setProperty("jclouds.provider", "filesystem-nio2");
        properties.setProperty("jclouds.filesystem.basedir", directory.toString());
        // Asked for, though a file system needs none.
        properties.setProperty("jclouds.identity", "local");
        properties.setProperty("jclouds.credential", "local");
        Path file = runFolder.resolve("s3proxy.properties");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream output = Files.newOutputStream(file)) {
            properties.store(output, null);
        }
        return file;
    }

    /** Ours without Payara, whose classes nobody else should meet, and without a second logging back end. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("payara-micro") && !entry.contains("slf4j-jdk14"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void awaitAnswer(Child started) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(endpoint())
                .timeout(Duration.ofSeconds(2))
                .build();
        long deadline = System.nanoTime() + START.toNanos();
        while (started.isAlive() && System.nanoTime() < deadline) {
            try {
                // Any answer will do; without a signature it is a refusal.
                client.send(request, HttpResponse.BodyHandlers.discarding());
                return;
            } catch (IOException notYet) {
                pause();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        close();
        throw new LocalProblem("The S3 server does not start. Its log says why: " + log);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
