package com.holded.pipeline.schema;

/**
 * A version as a caller names it.
 *
 * @param number 1 upwards; {@link #LATEST} = the highest there is
 */
record VersionId(int number) {
    static final int LATEST = -1;

    /**
     * Reads a number, {@code latest}, or {@code -1} for the same.
     *
     * @throws RegistryException INVALID_VERSION
     */
    static VersionId parse(String text) {
        String version = text.strip();
        if (version.equalsIgnoreCase("latest")) {
            return new VersionId(LATEST);
        }
        try {
            int number = Integer.parseInt(version);
            if (number > 0 || number == LATEST) {
                return new VersionId(number);
            }
        } catch (NumberFormatException notANumber) {
            // Answered below, as a number out of range is.
        }
        throw new RegistryException(
                RegistryError.INVALID_VERSION,
                "The specified version '" + text + "' is not a valid version id. Allowed values are between"
                        + " [1, 2^31-1] and the string \"latest\"");
    }

    boolean isLatest() {
        return number == LATEST;
    }

    @Override
    public String toString() {
        return String.valueOf(number);
    }
}
