package com.holded.pipeline.local.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** The ways in which a caller can be bad, and what it is to be answered. */
@SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable.
enum Nuisance {
    CUT_JSON(Set.of(400)) {
        @Override
        Post of(byte[] good, Random random) {
            return Post.json(Arrays.copyOf(good, 1 + random.nextInt(good.length - 1)));
        }
    },
    RANDOM_BYTES(Set.of(400, 415)) {
        @Override
        Post of(byte[] good, Random random) {
            byte[] noise = new byte[1 + random.nextInt(20_000)];
            random.nextBytes(noise);
            return Post.json(noise);
        }
    },
    TOO_DEEP(Set.of(400)) {
        @Override
        Post of(byte[] good, Random random) {
            return Post.json(text("[".repeat(1 + MOST_DEPTH + random.nextInt(100_000))));
        }
    },
    /** A package without one good event: each goes to storage twice, raw and as a dead letter. */
    REJECTED_EVENTS(Set.of(200)) {
        @Override
        Post of(byte[] good, Random random) {
            return Post.json(text(IntStream.range(0, 1 + random.nextInt(MOST_EVENTS))
                    .mapToObj(
                            i -> "{\"event_type\":\"SOAK\",\"user_id\":\"u\",\"timestamp\":\"never\",\"n\":" + i + "}")
                    .collect(Collectors.joining(",", "[", "]"))));
        }
    },
    /** One event beyond the limit among good ones. */
    LARGE_EVENT(Set.of(200)) {
        @Override
        Post of(byte[] good, Random random) {
            String values = ("\"" + "x".repeat(60_000) + "\",").repeat(5);
            return Post.json(text("[{\"event_type\":\"SOAK\",\"company_id\":\"c\",\"user_id\":\"u\",\"timestamp\":1,"
                    + "\"list\":[" + values + "1]}]"));
        }
    },
    /** Announced, and not sent: it has to be refused by the announcement. */
    LARGE_BODY(Set.of(413)) {
        @Override
        Post of(byte[] good, Random random) {
            return new Post(JSON, MOST_BODY_BYTES + 1 + random.nextInt(MOST_BODY_BYTES), new byte[0]);
        }
    },
    MANY_IN_A_PACKAGE(Set.of(413)) {
        @Override
        Post of(byte[] good, Random random) {
            return Post.json(text("[" + "{},".repeat(MOST_EVENTS) + "{}]"));
        }
    },
    BROKEN_GZIP(Set.of(400)) {
        @Override
        Post of(byte[] good, Random random) {
            byte[] packed = gzip(List.of(good));
            packed[packed.length / 2] ^= (byte) (1 + random.nextInt(255));
            return Post.of(GZIP, Arrays.copyOf(packed, packed.length - random.nextInt(2)));
        }
    },
    GZIP_BOMB(Set.of(413)) {
        @Override
        Post of(byte[] good, Random random) {
            return Post.of(GZIP, Bomb.PACKED);
        }
    },
    WRONG_TYPE(Set.of(415)) {
        @Override
        Post of(byte[] good, Random random) {
            return Post.of("Content-Type: text/plain\r\n", good);
        }
    },
    UNKNOWN_ENCODING(Set.of(415)) {
        @Override
        Post of(byte[] good, Random random) {
            return Post.of(JSON + "Content-Encoding: br\r\n", good);
        }
    };

    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String GZIP = JSON + "Content-Encoding: gzip\r\n";
    private static final int MOST_DEPTH = 64;
    private static final int MOST_EVENTS = 10_000;
    private static final int MOST_BODY_BYTES = 10 << 20;

    private final Set<Integer> statuses;

    Nuisance(Set<Integer> statuses) {
        this.statuses = statuses;
    }

    /**
     * One request.
     *
     * @param headers each with its line end
     * @param announced length that its head tells
     * @param body that is sent
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares requests.
    record Post(String headers, long announced, byte[] body) {
        static Post of(String headers, byte[] body) {
            return new Post(headers, body.length, body);
        }

        static Post json(byte[] body) {
            return of(JSON, body);
        }
    }

    /** A request of this kind, made of a good body. */
    abstract Post of(byte[] good, Random random);

    /** Whether it is to be answered so. */
    boolean expects(int status) {
        return statuses.contains(status);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(List<byte[]> pieces) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            for (byte[] piece : pieces) {
                out.write(piece);
            }
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return packed.toByteArray();
    }

    /** Made once: it takes longer to make than to refuse. */
    private static final class Bomb {
        private static final byte[] PACKED = gzip(Collections.nCopies(64, new byte[1 << 20]));
    }
}
