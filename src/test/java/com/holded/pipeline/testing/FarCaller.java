package com.holded.pipeline.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine that calls this one's loopback over a link, which can be taken down: a network namespace of its own. Needs the
 * right to make one; where it is not given the test fails, unless {@value #PROPERTY} says {@code left-out}.
 */
public final class FarCaller implements AutoCloseable {
    private static final String PROPERTY = "faults.netns";
    /** Of the addresses that are set aside for tests of networks. */
    private static final String HERE = "198.18.7.1";

    private static final String THERE = "198.18.7.2";

    private final String name = "far" + ProcessHandle.current().pid();
    private final String near = name + "a";
    private final String far = name + "b";
    private final List<Process> calls = new ArrayList<>();

    private FarCaller() {}

    /** Connects one. */
    public static FarCaller connect() {
        LeftOut.ifAsked(PROPERTY, "a link that goes down");
        FarCaller caller = new FarCaller();
        try {
            caller.setUp();
            return caller;
        } catch (AssertionError refused) {
            caller.close();
            throw refused;
        }
    }

    private void setUp() {
        ip("netns", "add", name);
        ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", name);
        ip("addr", "add", HERE + "/30", "dev", near);
        ip("link", "set", near, "up");
        ip("-n", name, "addr", "add", THERE + "/30", "dev", far);
        ip("-n", name, "link", "set", far, "up");
        // The service listens on loopback alone, so both ends have to let its address pass.
        String pass = "/proc/sys/net/ipv4/conf/%s/route_localnet";
        required("sh", "-c", "echo 1 > " + String.format(pass, near));
        required("ip", "netns", "exec", name, "sh", "-c", "echo 1 > " + String.format(pass, far));
        ip("-n", name, "route", "add", "127.0.0.1/32", "via", HERE, "dev", far);
    }

    /** Calls this port, sends this text without an end, and waits; returns when the text is sent. */
    public void call(int port, String text) {
        try {
            Path file = Files.createTempFile("far-caller", ".txt");
            Files.writeString(file, text);
            Process call = new ProcessBuilder(
                            "ip",
                            "netns",
                            "exec",
                            name,
                            "bash",
                            "-c",
                            "exec 3<>/dev/tcp/127.0.0.1/" + port + "; cat " + file + " >&3; echo sent; exec cat <&3")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            calls.add(call);
            BufferedReader said = call.inputReader();
            assertThat(said.readLine()).isEqualTo("sent");
            Files.delete(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** How many of its calls it takes for alive. */
    public long waiting() {
        return calls.stream().filter(Process::isAlive).count();
    }

    /** Nothing arrives any more, in either direction, and nobody is told. */
    public void linkDown() {
        ip("link", "set", near, "down");
    }

    @Override
    public void close() {
        calls.forEach(Process::destroyForcibly);
        Command.run("ip", "link", "del", near);
        Command.run("ip", "netns", "del", name);
    }

    private static void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        required(command.toArray(String[]::new));
    }

    private static void required(String... command) {
        assertThat(Command.run(command))
                .as(LeftOut.hint(
                        PROPERTY, "a link of its own needs iproute2 and the right to make a network namespace"))
                .isZero();
    }
}
