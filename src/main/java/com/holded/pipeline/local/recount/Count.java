package com.holded.pipeline.local.recount;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Counts the events of segments, one segment in memory at a time. What stays in memory are the cells and, of each message,
 * some 400 bytes.
 */
final class Count {
    private final EventReader events = new EventReader();
    private final Set<UUID> refusable;
    private final Set<Digest> replayed;
    private final Map<Cell, Cell> cells = new HashMap<>();
    private final Map<Cell, Sums> sums = new HashMap<>();
    private final Map<Digest, Message> messages = new HashMap<>();
    private final Map<Digest, Name> contested = new LinkedHashMap<>();
    private long received;
    private long rejected;
    private long refused;
    private long counted;
    private long duplicates;
    private long conflicts;
    private long behindReplays;

    /** A message as it is called. */
    private record Name(String company, String messageId) {}

    /**
     * @param refusable events of which an accepted one may be a dead letter nevertheless
     * @param replayed messages that a replay counted
     */
    Count(Set<UUID> refusable, Set<Digest> replayed) {
        this.refusable = refusable;
        this.replayed = replayed;
    }

    /** Counts the events of an object; what is wrong with it, in words: nothing usually. */
    List<String> segment(byte[] object) {
        List<String> problems = new ArrayList<>();
        int number = 0;
        try (InputStream lines =
                new BufferedInputStream(new ZstdInputStream(new ByteArrayInputStream(object)), 1 << 16)) {
            for (byte[] line = line(lines); line.length > 0; line = line(lines)) {
                try {
                    count(RawLine.read(line));
                } catch (IllegalArgumentException wrong) {
                    problems.add("line " + number + " " + wrong.getMessage());
                }
                number++;
            }
        } catch (IOException broken) {
            problems.add("cannot be read behind line " + number + ": " + broken.getMessage());
        }
        return problems;
    }

    /** The next line without its end; empty at the end of all. */
    private static byte[] line(InputStream lines) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 10);
        for (int next = lines.read(); next >= 0 && next != '\n'; next = lines.read()) {
            line.write(next);
        }
        return line.toByteArray();
    }

    private void count(RawLine line) {
        received++;
        if (!line.accepted()) {
            rejected++;
            return;
        }
        if (refusable.contains(line.eventId())) {
            refused++;
            return;
        }
        Facts facts = events.read(line.event());
        Cell cell = cells.computeIfAbsent(facts.cell(), itself -> itself);
        if (facts.messageId().isEmpty()) {
            add(cell, Sums.of(facts.at(), facts.amount()));
            return;
        }
        Digest identity = Digest.ofMessage(cell.company(), facts.messageId());
        if (replayed.contains(identity)) {
            behindReplays++;
            return;
        }
        Message message = messages.computeIfAbsent(identity, first -> new Message());
        message.add(line.eventId(), facts, cell);
        if (message.contents().size() > 1) {
            contested.put(identity, new Name(cell.company(), facts.messageId()));
        }
    }

    private void add(Cell cell, Sums one) {
        counted++;
        sums.merge(cell, one, Sums::plus);
    }

    /** The event that counts for a message, by the database; what is not there has the id 0. */
    interface Counted {
        UUID of(String company, String messageId) throws SQLException;
    }

    /**
     * Counts each message once. Which of several contents counts is a matter of order, which the raw events do not tell:
     * for those, and only those, the database is asked, and its answer must be one of the events.
     */
    void settle(Counted byDatabase, Findings findings) throws SQLException {
        for (Map.Entry<Digest, Message> entry : messages.entrySet()) {
            List<Message.Content> contents = entry.getValue().contents();
            Message.Content chosen = contents.get(0);
            Name name = contested.get(entry.getKey());
            if (name != null) {
                UUID eventId = byDatabase.of(name.company(), name.messageId());
                chosen = contents.stream()
                        .filter(content -> content.holds(eventId))
                        .findFirst()
                        .orElse(chosen);
                findings.compared(
                        "company_id " + name.company() + ", message_id " + name.messageId(),
                        chosen.holds(eventId) ? List.of() : List.of("none of its events is counted"));
            }
            add(chosen.cell(), chosen.sums());
            duplicates += chosen.copies() - 1L;
            for (Message.Content content : contents) {
                conflicts += content == chosen ? 0 : content.copies();
            }
        }
        messages.clear();
    }

    Map<Cell, Sums> sums() {
        return sums;
    }

    long received() {
        return received;
    }

    long counted() {
        return counted;
    }

    long duplicates() {
        return duplicates;
    }

    long conflicts() {
        return conflicts;
    }

    /** Rejected at the door. */
    long rejected() {
        return rejected;
    }

    /** Accepted at the door, and a dead letter of the job. */
    long refused() {
        return refused;
    }

    /** Events of messages that a replay counted: duplicates or conflicts, which no raw byte tells. */
    long behindReplays() {
        return behindReplays;
    }
}
