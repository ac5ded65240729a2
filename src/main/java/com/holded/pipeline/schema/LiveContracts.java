package com.holded.pipeline.schema;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contracts of a registry, held in memory and looked after by one background thread, so that collecting events does
 * not wait for the registry and goes on without it. Contracts by id never change and are kept for ever; which one is the
 * latest, and that a type has no contract of its own, holds until the next look.
 */
public final class LiveContracts implements Contracts, AutoCloseable {
    /** The subject for events whose type has none of its own. */
    public static final String GENERAL_SUBJECT = ShippedContracts.RAW;

    private static final Logger LOG = LoggerFactory.getLogger(LiveContracts.class);
    static final Duration LOOK_AT_OWN_TABLES = Duration.ofSeconds(2);
    static final Duration LOOK_AT_EXTERNAL = Duration.ofSeconds(10);

    /** With more subjects than this, only the contracts of types that have come are kept at hand. */
    private static final int SUBJECTS_AT_HAND = 64;

    /** The longest that the first event of a type with its own contract waits for it. */
    private static final long FIRST_LOOK_MILLIS = 1_000;

    private final SchemaSource source;
    private final Duration interval;
    private final ScheduledExecutorService thread;
    private final CompiledContracts compiled;
    private final Map<String, CompletableFuture<Void>> firstLooks = new ConcurrentHashMap<>();
    /** Subjects of types that came; here before the look that is to bring them. */
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();

    private volatile Known known = new Known(Set.of(), Set.of(), Map.of());
    private @Nullable ScheduledFuture<?> looking;
    private volatile @Nullable AutoCloseable following;
    private final AtomicBoolean lookDue = new AtomicBoolean();
    private boolean outage;
    private boolean shippedIsThere;
    private boolean refused;

    LiveContracts(SchemaSource source, Duration interval) {
        this.source = source;
        this.interval = interval;
        this.compiled = new CompiledContracts(source);
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                work -> {
                    Thread daemon = new Thread(work, "contracts");
                    daemon.setDaemon(true);
                    return daemon;
                },
                // After close, what is known is all that will be known; asking for more is no error.
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /**
     * Registers the contracts that ship with the program if their subjects are absent, takes over what the registry
     * knows, and from then on looks again every few seconds, and at once when the registry tells of a change. Part of the start, after the tables exist; may be called again and
     * by several replicas at once. Does not throw when the registry is out of reach: the bundled contract holds, and
     * registration is tried again with each look.
     */
    public synchronized void registerShipped() {
        look();
        if (looking == null) {
            looking = thread.scheduleWithFixedDelay(
                    this::lookAgain, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
            following = source.follow(this::lookSoon);
        }
    }

    /** However many changes are told of before the look, one look sees them all. */
    private void lookSoon() {
        if (lookDue.compareAndSet(false, true)) {
            thread.execute(() -> {
                lookDue.set(false);
                lookAgain();
            });
        }
    }

    @Override
    public Contract current(String eventType) {
        String subject = Contracts.subjectOf(eventType);
        if (known.waitsForFirstLook(subject)) {
            awaitFirstLook(subject);
        }
        return known.contractFor(subject);
    }

    @Override
    public Contract byId(int id) {
        return id == Contract.BUNDLED_ID
                ? Contract.bundled()
                : compiled.byId(id).orElseThrow(() -> RegistryException.schemaNotFound(String.valueOf(id)));
    }

    /** Takes over what the registry knows now, without waiting for the next look. Does not throw when it is out of reach. */
    public void refresh() {
        look();
    }

    /**
     * The contract that is this version of a subject.
     *
     * @param version a number from 1 on, or {@code latest}
     * @throws RegistryException when there is no such version, it is no JSON Schema, or the registry is out of reach
     */
    public Contract version(String subject, String version) {
        if (!version.matches("latest|[1-9][0-9]{0,8}")) {
            throw RegistryException.invalidVersion(version);
        }
        return byId(source.idOf(subject, version)
                .orElseThrow(() -> new RegistryException(
                        RegistryError.VERSION_NOT_FOUND, "Subject '" + subject + "' has no version " + version + ".")));
    }

    /** The subjects that have this schema, with the version that it is of each; none when that cannot be found out. */
    public Map<String, Integer> uses(int id) {
        try {
            return id == Contract.BUNDLED_ID ? Map.of() : source.uses(id);
        } catch (RegistryException outOfReach) {
            LOG.debug("No names of schema {}", id, outOfReach);
            return Map.of();
        }
    }

    @Override
    public void close() {
        AutoCloseable told = following;
        try {
            if (told != null) {
                told.close();
            }
        } catch (Exception stillThere) {
            LOG.debug("Changes of the schema registry are still told of", stillThere);
        }
        thread.shutdownNow();
    }

    @Override
    public Contracts pinned() {
        return new Pinned(known);
    }

    /** What was known at one moment; of types that were not asked for by then, what is found first. */
    private final class Pinned implements Contracts {
        private final Known seen;
        private final Map<String, Contract> late = new ConcurrentHashMap<>();

        Pinned(Known seen) {
            this.seen = seen;
        }

        @Override
        public Contract current(String eventType) {
            String subject = Contracts.subjectOf(eventType);
            if (seen.waitsForFirstLook(subject)) {
                return late.computeIfAbsent(subject, type -> own(type).orElse(seen.contractFor(type)));
            }
            return seen.contractFor(subject);
        }

        private Optional<Contract> own(String subject) {
            LiveContracts.this.current(subject);
            return Optional.ofNullable(known.latest().get(subject));
        }

        @Override
        public Contract byId(int id) {
            return LiveContracts.this.byId(id);
        }
    }

    private void lookAgain() {
        try {
            look();
        } catch (RuntimeException bug) {
            // Else the executor would silently never look again.
            LOG.error("Looking at the schema registry failed; the last known contracts hold", bug);
        }
    }

    private synchronized void look() {
        try {
            registerOnce();
            Set<String> subjects = source.subjects();
            Set<String> asked = atHand(subjects);
            known = new Known(subjects, asked, latest(asked));
            if (outage) {
                LOG.info("The schema registry answers again");
                outage = false;
            }
        } catch (RegistryException failed) {
            // Said once, not with every look.
            if (!outage) {
                LOG.warn("The schema registry does not answer; the last known contracts hold", failed);
                outage = true;
            }
        }
    }

    /** A registry that we may only read is none the worse for it. */
    private void registerOnce() {
        if (shippedIsThere) {
            return;
        }
        try {
            ShippedContracts.BY_SUBJECT.forEach(source::registerIfAbsent);
            shippedIsThere = true;
        } catch (RegistryException failed) {
            if (!refused) {
                LOG.warn("The shipped contracts could not be registered", failed);
                refused = true;
            }
        }
    }

    private Set<String> atHand(Set<String> subjects) {
        return subjects.size() <= SUBJECTS_AT_HAND
                ? subjects
                : subjects.stream()
                        .filter(subject -> subject.equals(GENERAL_SUBJECT) || wanted.contains(subject))
                        .collect(Collectors.toSet());
    }

    private Map<String, Contract> latest(Collection<String> subjects) {
        Map<String, Contract> contracts = new LinkedHashMap<>();
        source.latestIds(subjects)
                .forEach((subject, id) -> compiled.byId(id).ifPresent(contract -> contracts.put(subject, contract)));
        return contracts;
    }

    /** All callers wait for the same look; once it was made, with whatever outcome, nobody waits again. */
    private void awaitFirstLook(String subject) {
        CompletableFuture<Void> look = firstLooks.computeIfAbsent(subject, name -> {
            wanted.add(name);
            return CompletableFuture.runAsync(() -> firstLook(name), thread);
        });
        try {
            look.get(FIRST_LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException late) {
            LOG.debug("No contract of its own yet for {}", subject, late);
        }
    }

    private void firstLook(String subject) {
        // A look that was made for another subject meanwhile may have brought this one too.
        if (known.waitsForFirstLook(subject)) {
            look();
        }
    }

    /**
     * What one look saw.
     *
     * @param subjects all that there are
     * @param asked those whose latest version was asked for
     * @param latest the contracts among the answers, by subject
     */
    private record Known(Set<String> subjects, Set<String> asked, Map<String, Contract> latest) {
        boolean waitsForFirstLook(String subject) {
            return subjects.contains(subject) && !asked.contains(subject);
        }

        Contract contractFor(String subject) {
            Contract own = latest.get(subject);
            return own != null ? own : latest.getOrDefault(GENERAL_SUBJECT, Contract.bundled());
        }
    }
}
