package com.holded.pipeline.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Bodies that were right once: the samples with bytes turned, left out, doubled, or put in that JSON is made of. */
public final class MutatedBodies {
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\u0000",
            "\\ud800",
            "null",
            "1e999999999",
            "-",
            "0",
            "\n",
            "\0",
            "\u00ff",
            "\u00c0\u0080",
            "\u00ed\u00a0\u0080",
            "\u00ef\u00bb\u00bf",
            "\"id\":",
            "[[[[[[[[[[",
            "{\"a\":");

    private final List<byte[]> samples = new ArrayList<>();

    /** Mutates the samples that are accepted. */
    public MutatedBodies() {
        for (String name : List.of("form-a", "form-b", "form-b-minimal", "form-c", "flat", "package-mixed")) {
            try {
                samples.add(Files.readAllBytes(Path.of("src/test/resources/events/good", name + ".json")));
            } catch (IOException missing) {
                throw new UncheckedIOException(missing);
            }
        }
    }

    /** A body; the same for the same seed. */
    public byte[] of(long seed) {
        Random random = new Random(seed);
        byte[] body = samples.get(random.nextInt(samples.size()));
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            body = mutated(body, random);
        }
        return body;
    }

    private static byte[] mutated(byte[] body, Random random) {
        int from = random.nextInt(body.length + 1);
        int to = Math.min(body.length, from + random.nextInt(12));
        byte[] piece = PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.ISO_8859_1);
        return switch (random.nextInt(5)) {
            case 0 -> joined(body, from, new byte[] {(byte) random.nextInt(256)}, Math.min(body.length, from + 1));
            case 1 -> joined(body, from, new byte[0], to);
            case 2 -> joined(body, to, body, from);
            case 3 -> joined(body, from, piece, to);
            default -> joined(body, from, piece, from);
        };
    }

    private static byte[] joined(byte[] body, int headTo, byte[] middle, int tailFrom) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(body, 0, headTo);
        out.writeBytes(middle);
        out.write(body, tailFrom, body.length - tailFrom);
        return out.toByteArray();
    }
}
