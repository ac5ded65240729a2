package com.holded.pipeline.faults;

import com.holded.pipeline.faults.Breach.Invariant;

/** The classic mistakes of such a product: how each is made, and what the checker must see of it. */
enum Mistake {
    ANSWER_BEFORE_PUT(
            Invariant.I1,
            Scenario.DEATH_BEFORE_THE_PUT_ARRIVES,
            new Mutant(
                    "collect/GroupCommit.java",
                    "            Failpoint.BEFORE_RAW_PUT.hit();\n",
                    "            tell(segment, Segment.Place::succeed);\n")),
    ADD_WHAT_WAS_SENT(
            Invariant.I3,
            Scenario.REPEATED_MESSAGES,
            new Mutant(
                    "ledger/SegmentLoader.java",
                    "        EventRows.count(connection, messages);\n",
                    "        EventRows.count(connection, messages);\n"
                            + "        Rollup.of(messages.duplicates().stream().map(d -> d.event()).toList())"
                            + ".add(connection);\n")),
    NO_FENCE(
            Invariant.FENCE,
            Scenario.ZOMBIE_BEFORE_ITS_HEIR,
            new Mutant(
                    "ledger/SegmentRows.java",
                    "holders.getOrDefault(task.segment(), 0L) != task.runId()",
                    "!holders.containsKey(task.segment())")),
    DELETE_WHAT_IS_UNKNOWN(
            Invariant.I3,
            Scenario.LOADED_BEFORE_ITS_PUT_IS_UNKNOWN,
            new Mutant(
                    "collect/Collector.java",
                    "store::put,\n                store::read,\n                contracts,\n                clock,\n"
                            + "                (sentBytes, events) -> {},",
                    """
                    (object, within) -> {
                        try {
                            store.put(object, within);
                        } catch (com.holded.pipeline.storage.StorageException unknown) {
                            store.delete(object.key());
                            throw unknown;
                        }
                    },
                    store::read,
                    contracts,
                    clock,
                    (sentBytes, events) -> {},
                    """)),
    SWALLOW_A_REJECT(
            Invariant.I1,
            Scenario.REPEATED_MESSAGES,
            new Mutant(
                    "ledger/DeadLetterRows.java",
                    "for (DeadLetter letter : deadLetters) {",
                    "for (DeadLetter letter : deadLetters.subList(1, deadLetters.size())) {")),
    LEASE_BY_OWN_CLOCK(
            Invariant.LEASE,
            Scenario.RIVAL_WITH_SKEWED_CLOCK,
            new Mutant(
                    "ledger/Runs.java",
                    "now() - make_interval(secs => ?) AND %s RETURNING\"\"\"",
                    "to_timestamp(OWN_CLOCK) - make_interval(secs => ?) AND %s RETURNING\"\"\".replace(\"OWN_CLOCK\","
                            + " String.valueOf((System.currentTimeMillis() + Duration.parse("
                            + "System.getProperty(\"faults.skew\", \"PT0S\")).toMillis()) / 1000.0))"));

    private final Invariant seen;
    private final Scenario scenario;
    private final Mutant mutant;

    Mistake(Invariant seen, Scenario scenario, Mutant mutant) {
        this.seen = seen;
        this.scenario = scenario;
        this.mutant = mutant;
    }

    /** What must be seen of it, at least. */
    Invariant seen() {
        return seen;
    }

    /** In which it shows. */
    Scenario scenario() {
        return scenario;
    }

    /** The product that makes it. */
    Mutant mutant() {
        return mutant;
    }
}
