package com.holded.pipeline.local.generator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The packages of a file, in the order in which they are sent; constant memory. Not thread-safe. */
final class EventStream implements Iterator<List<Element>> {
    static final int LARGEST_PACKAGE = 10;

    private static final double REDELIVERED = 0.02;
    private static final double FAULTY = 0.03;
    private static final double LATE = 0.03;
    private static final Duration LEAST_DELAY = Duration.ofHours(1);
    private static final Duration MOST_DELAY = Duration.ofDays(3);
    /** How far back a redelivery reaches: the last messages that can be recognised. */
    private static final int REMEMBERED = 512;

    private final Generation generation;
    private final Dice dice;
    private final Timeline timeline;
    private final EventSource source;
    private final List<Element.Fresh> recent = new ArrayList<>(REMEMBERED);
    private final List<Fault> faults = List.of(Fault.values());
    private long left;
    private int recognisable;
    private int faulty;

    EventStream(Generation generation) {
        this.generation = generation;
        this.dice = new Dice(generation.seed());
        this.source = new EventSource(Company.population(generation.companies(), dice), dice);
        this.timeline = new Timeline(generation, dice);
        this.left = generation.events();
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    /** The next package: 1 to 10 elements. */
    @Override
    public List<Element> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all " + generation.events() + " events are given");
        }
        int size = (int) Math.min(left, dice.between(1, LARGEST_PACKAGE));
        List<Element> elements = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            elements.add(element(timeline.next()));
        }
        left -= size;
        return elements;
    }

    private Element element(Instant sentAt) {
        double kind = dice.unit();
        if (kind < REDELIVERED && !recent.isEmpty()) {
            Element.Fresh original = dice.oneOf(recent);
            return new Element.Redelivered(original.json(), original.truth());
        }
        if (kind >= REDELIVERED && kind < REDELIVERED + FAULTY) {
            // In turn, so that each fault occurs as often as any other.
            return source.faulty(sentAt, faults.get(faulty++ % faults.size()));
        }
        boolean late = kind >= REDELIVERED + FAULTY && kind < REDELIVERED + FAULTY + LATE;
        Element.Fresh fresh = source.fresh(late ? sentAt.minus(delay(sentAt)) : sentAt);
        remember(fresh);
        return fresh;
    }

    /** 1 to 72 hours; less in the first days of the file, which does not reach back further than its first hour. */
    private Duration delay(Instant sentAt) {
        long reach = Duration.between(generation.from(), sentAt).toMillis();
        long least = Math.min(reach, LEAST_DELAY.toMillis());
        long most = Math.min(reach, MOST_DELAY.toMillis());
        return Duration.ofMillis(least + (long) (dice.unit() * (most - least)));
    }

    private void remember(Element.Fresh fresh) {
        if (!fresh.truth().identified()) {
            return;
        }
        if (recent.size() < REMEMBERED) {
            recent.add(fresh);
        } else {
            recent.set(recognisable % REMEMBERED, fresh);
        }
        recognisable = (recognisable + 1) % REMEMBERED;
    }
}
