package com.holded.pipeline.faults;

import java.io.IOException;

/** Where packages are posted. */
interface Door {
    /**
     * Posts a package.
     *
     * @throws java.net.ConnectException when nothing was sent
     * @throws IOException when there was no whole answer: the package may be stored
     */
    Answer post(byte[] body) throws IOException, InterruptedException;

    /** An answer of HTTP. */
    record Answer(int status, byte[] body) {}
}
