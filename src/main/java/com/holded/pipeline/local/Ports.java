package com.holded.pipeline.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** TCP ports on loopback. */
public final class Ports {
    /**
     * Where outgoing connections get theirs from, by default of Linux
     * (<a href="https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html">ip_local_port_range</a>), and above.
     */
    private static final int FIRST_OF_CLIENTS = 32_768;

    private static final int FIRST = 10_000;
    private static final int PORTS = FIRST_OF_CLIENTS - FIRST;

    /** Another one for each JVM, of which several may look for ports at the same time. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

    private Ports() {}

    /**
     * A port that was free a moment ago and is given once, to nobody else in this JVM and to no client: one that calls
     * again and again for a server that is down would at some time get the server's own port, be connected to itself, and
     * keep the server from coming back.
     *
     * @throws LocalProblem when none is free
     */
    public static int free() {
        for (int attempt = 0; attempt < PORTS; attempt++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), PORTS);
            try {
                listen(port);
                return port;
            } catch (IOException taken) {
                // The next one, then.
            }
        }
        throw new LocalProblem("There is no free port from " + FIRST + " to " + (FIRST_OF_CLIENTS - 1));
    }

    /** Listens for a moment, as servers do it: a connection of a former server that lingers is no obstacle. */
    private static void listen(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }

    /**
     * Makes sure that a server can listen on a port.
     *
     * @param what who wants the port, for the message
     * @param option the command-line option that chooses another one
     * @throws LocalProblem when somebody listens there already, or the port needs more rights
     */
    static void requireFree(int port, String what, String option) {
        if (port < 1 || port > 65_535) {
            throw new LocalProblem("Port " + port + " for " + what + " is none from 1 to 65535. Choose with " + option);
        }
        try {
            listen(port);
        } catch (IOException taken) {
            throw new LocalProblem(
                    "Port " + port + " for " + what + " cannot be used (" + taken.getMessage()
                            + "). Choose another with " + option,
                    taken);
        }
    }
}
