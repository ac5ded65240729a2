package org.apache.catalina.connector;

import java.io.IOException;

/** Stands in for the server's class of this name, which is published nowhere: it is known by its name alone. */
public final class ClientAbortException extends IOException {
    private static final long serialVersionUID = 1L;

    public ClientAbortException(Throwable cause) {
        super(cause);
    }
}
