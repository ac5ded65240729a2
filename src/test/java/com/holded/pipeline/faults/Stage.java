package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.platform.Failpoint;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Signals;
import com.holded.pipeline.testing.StubRegistry;
import com.holded.pipeline.testing.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Where a random play is played: a collector, up to two pipelines and one that is doomed, and between them and storage,
 * database and registry ways that break. The producer is one, and sends one package after the other.
 */
final class Stage implements AutoCloseable {
    private static final Duration HEALED = Duration.ofMinutes(3);
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final int MOST_PIPELINES = 2;
    private static final int MOST_HITS = 4;
    private static final String SUBJECT = "events.raw-value";

    private final Bed bed;
    private final Seed seed;
    private final FaultProxy storage;
    private final FaultProxy database;
    private final StubRegistry registry = StubRegistry.start();
    private final Mail mail = new Mail();
    private final Model model = new Model();
    private final Senders senders;
    private final List<ChildJvm> pipelines = new ArrayList<>();
    private final List<ChildJvm> paused = new ArrayList<>();
    private Optional<ChildJvm> doomed = Optional.empty();
    private CollectorChild collector;
    private int contract;

    Stage(Bed bed, Seed seed) {
        this.bed = bed;
        this.seed = seed;
        this.storage = FaultProxy.http(bed.lab().s3().endpoint().getPort());
        this.database = FaultProxy.tcp(bed.lab().postgres().port());
        registry.register(SUBJECT, Message.contract(contract));
        this.collector = openDoor();
        this.senders = new Senders(bed.folder(), seed.value(), () -> collector);
    }

    Mail mail() {
        return mail;
    }

    /** Version of the contract that the registry has. */
    int contract() {
        return contract;
    }

    /** Sends a package, whatever comes of it. */
    Senders.Reply send(List<Message> messages) throws InterruptedException {
        if (!collector.child().isAlive()) {
            collector = openDoor();
        }
        Senders.Reply reply = senders.post(messages.stream().map(Message::text).toList());
        assertThat(model.sent(messages, reply)).as("answers, " + seed).isEmpty();
        return reply;
    }

    /** Runs begin and go on, until it is paused or killed. */
    void startPipeline() {
        pipelines.removeIf(child -> !child.isAlive());
        if (pipelines.size() < MOST_PIPELINES) {
            pipelines.add(connected(bed.pipelineForever()).now());
        }
    }

    /** The same, but the process dies at some instant of the protocol. */
    void startDoomedPipeline(Random random) {
        doomed.ifPresent(ChildJvm::kill);
        doomed = Optional.of(
                dying(connected(bed.pipelineForever()), Failpoint.AFTER_LISTING, Failpoint.BEFORE_RUN_END, random)
                        .now());
    }

    /** Asks the run that is alive to stop, as an administrator does. */
    void stopRun() {
        Runs runs = new Runs(bed.lab().source(bed.name()), LEASE);
        runs.latest(1).stream().filter(run -> run.status().alive()).map(Run::id).forEach(runs::stopping);
    }

    /** Freezes a pipeline, for longer than its lease unless it is thawed soon. */
    void pausePipeline(Random random) {
        List<ChildJvm> awake =
                pipelines.stream().filter(child -> !paused.contains(child)).toList();
        if (!awake.isEmpty()) {
            ChildJvm sleeper = awake.get(random.nextInt(awake.size()));
            Signals.freeze(sleeper.process());
            paused.add(sleeper);
        }
    }

    void killPipeline(Random random) {
        if (!pipelines.isEmpty()) {
            ChildJvm victim = pipelines.remove(random.nextInt(pipelines.size()));
            victim.kill();
            paused.remove(victim);
        }
    }

    /** Another one takes its place, which now and then dies by itself. */
    void killCollector(Random random) {
        collector.child().kill();
        collector = random.nextBoolean()
                ? openDoor()
                : CollectorChild.of(dying(door(), Failpoint.AFTER_CLAIM_PUT, Failpoint.AFTER_ANSWERS, random));
    }

    /** A process that dies at one of these instants. */
    private static ChildJvm.Start dying(ChildJvm.Start start, Failpoint first, Failpoint last, Random random) {
        List<Failpoint> instants = List.copyOf(EnumSet.range(first, last));
        return start.dyingAt(instants.get(random.nextInt(instants.size())), 1 + random.nextInt(MOST_HITS));
    }

    void breakStorage(Random random) {
        Outage.OF_STORAGE.get(random.nextInt(Outage.OF_STORAGE.size())).begin(storage, random);
    }

    void breakDatabase(Random random) {
        Outage.OF_DATABASE.get(random.nextInt(Outage.OF_DATABASE.size())).begin(database, random);
    }

    void breakRegistry(Random random) {
        List<StubRegistry.Fault> faults = List.copyOf(EnumSet.complementOf(EnumSet.of(StubRegistry.Fault.NONE)));
        registry.fail(faults.get(random.nextInt(faults.size())));
    }

    /** PostgreSQL is killed, and recovers. */
    void crashDatabase() {
        bed.lab().postgres().kill();
        bed.lab().postgres().start();
    }

    /** All that is broken is whole again, and who sleeps wakes up. */
    void heal() {
        storage.heal();
        database.heal();
        registry.fail(StubRegistry.Fault.NONE);
        paused.forEach(child -> Signals.thaw(child.process()));
        paused.clear();
    }

    void upgradeSchema() {
        model.contract(++contract);
        registry.register(SUBJECT, Message.contract(contract));
    }

    /** Whatever happens at that moment, what a report shows is the rows, and not more than was sent. */
    void report() {
        List<Breach> breaches = new ArrayList<>();
        AnalyticsCheck.rows(bed.sql(), breaches);
        assertThat(breaches).as("analytics, " + seed).isEmpty();
        assertThat(model.differencesOfReport(
                        bed.sql().counts("SELECT company_id, total_events FROM company_analytics")))
                .as("a report, " + seed)
                .isEmpty();
    }

    /** Heals everything, waits until all is loaded, and holds it against the history and the model. */
    void check() {
        heal();
        Waiting.until(HEALED, "an answer after all is healed, " + seed, this::sendOne, status -> status == 200);
        Waiting.until(HEALED, "all segments to be loaded, " + seed, this::backlog, Set::isEmpty);
        Checker.assertHolds(bed, senders.history(), seed.toString());
        assertThat(model.differences(counted())).as("the model, " + seed).isEmpty();
        report();
    }

    private List<Model.Counted> counted() {
        return bed.sql().rows("SELECT company_id, message_id, amount FROM business_events").stream()
                .map(row -> row.split("\\|"))
                .map(columns -> new Model.Counted(columns[0], columns[1], columns[2]))
                .toList();
    }

    private int sendOne() {
        try {
            return send(mail.fresh(seed.random())).status();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    private Set<String> backlog() {
        if (pipelines.stream().noneMatch(ChildJvm::isAlive)) {
            startPipeline();
        }
        return bed.backlog();
    }

    private CollectorChild openDoor() {
        return CollectorChild.of(door());
    }

    private ChildJvm.Start door() {
        return connected(bed.collector()).option("-D" + CollectorMain.LIVE_CONTRACTS + "=true");
    }

    private ChildJvm.Start connected(ChildJvm.Start start) {
        return start.setting(Setting.MINIO_ENDPOINT, "http://127.0.0.1:" + storage.port())
                .setting(Setting.MINIO_TIMEOUT, "PT1S")
                .setting(Setting.POSTGRES_PORT, Integer.toString(database.port()))
                .setting(Setting.SCHEMA_REGISTRY_URL, registry.url().toString())
                .setting(Setting.SCHEMA_REGISTRY_TIMEOUT, "PT0.5S");
    }

    @Override
    public void close() {
        senders.close();
        collector.close();
        pipelines.forEach(ChildJvm::close);
        doomed.ifPresent(ChildJvm::close);
        storage.close();
        database.close();
        registry.close();
        bed.close();
    }
}
