package com.holded.pipeline.local;

import java.nio.file.Path;

/** The project's own folder, where {@code ./holded} lies; the working directory when a build or test starts us. */
final class Home {
    private Home() {}

    static Path folder() {
        return Path.of(System.getProperty("holded.home", "")).toAbsolutePath().normalize();
    }

    /** Build output. */
    static Path target() {
        return folder().resolve("target");
    }

    /** The WAR as a folder, as the build leaves it. */
    static Path explodedWar() {
        return target().resolve("holded-pipeline");
    }
}
