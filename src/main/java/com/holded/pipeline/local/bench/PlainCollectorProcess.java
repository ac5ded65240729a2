package com.holded.pipeline.local.bench;

import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.platform.Settings;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A running {@link PlainCollector}. */
final class PlainCollectorProcess implements AutoCloseable {
    private final Process process;
    private final URI address;

    private PlainCollectorProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Starts one with these options of the JVM and the storage and limits of these settings. */
    static PlainCollectorProcess start(List<String> jvmOptions, Map<String, String> settings, Path log)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        // Without it the server waits for acknowledgements that come 40 ms late.
        command.add("-Dsun.net.httpserver.nodelay=true");
        command.add(PlainCollector.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(settings);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.redirectError(new File(log.toString()));
        Process process = builder.start();
        BufferedReader said = process.inputReader(StandardCharsets.US_ASCII);
        String port = said.readLine();
        if (port == null) {
            throw new IOException("the plain collector does not start; its log: " + log);
        }
        return new PlainCollectorProcess(process, URI.create("http://127.0.0.1:" + port + "/collect"));
    }

    /** What the program needs of these settings, by their names. */
    static Map<String, String> environment(Settings settings) {
        Settings.Storage storage = settings.storage();
        Settings.Database unused = settings.database();
        return Map.of(
                Setting.HOLDED_MODE.name(), Settings.Mode.LOCAL.name(),
                Setting.MINIO_ENDPOINT.name(), storage.endpoint().toString(),
                Setting.MINIO_ACCESS_KEY.name(), storage.accessKey().reveal(),
                Setting.MINIO_SECRET_KEY.name(), storage.secretKey().reveal(),
                Setting.MINIO_BUCKET.name(), storage.bucket(),
                Setting.POSTGRES_HOST.name(), unused.host(),
                Setting.POSTGRES_USER.name(), unused.user(),
                Setting.POSTGRES_PASSWORD.name(), unused.password().reveal());
    }

    URI address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
    }
}
