package com.holded.pipeline.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports on loopback. */
public final class Ports {
    private Ports() {}

    /** A port that was free a moment ago. */
    public static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException noPort) {
            throw new UncheckedIOException("No free port on loopback", noPort);
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
        try (ServerSocket socket = new ServerSocket()) {
            // As the servers do it: a connection of a former server that lingers is no obstacle.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException taken) {
            throw new LocalProblem(
                    "Port " + port + " for " + what + " cannot be used (" + taken.getMessage()
                            + "). Choose another with " + option,
                    taken);
        }
    }
}
