package com.holded.pipeline.ops;

import com.holded.pipeline.ledger.BatchRepository;
import com.holded.pipeline.ledger.DeadLetters;
import com.holded.pipeline.ledger.DiscoveryProgress;
import com.holded.pipeline.ledger.JobHistory;
import com.holded.pipeline.ledger.Replays;
import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.ledger.Segments;
import com.holded.pipeline.pipeline.Deployment;
import com.holded.pipeline.pipeline.Discovery;
import com.holded.pipeline.pipeline.ProcessSegments;
import com.holded.pipeline.pipeline.ProcessingRun;
import com.holded.pipeline.pipeline.RebuildRun;
import com.holded.pipeline.pipeline.ReplayDeadLetters;
import com.holded.pipeline.pipeline.RunnerOptions;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.LiveContracts;
import com.holded.pipeline.storage.ObjectStore;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import javax.sql.DataSource;

/** The parts of processing; their classes know nothing of injection, since the pipeline runs outside a server too. */
public final class ProcessingParts {
    @Produces
    @Singleton
    static Runs runs(DataSource dataSource, Settings settings) {
        return new Runs(dataSource, settings.jobs().lease());
    }

    @Produces
    @Singleton
    static JobHistory jobHistory(DataSource dataSource, Settings settings) {
        return new JobHistory(dataSource, settings.jobs().history());
    }

    @Produces
    @Singleton
    static BatchRepository batchRepository(Settings settings) {
        return BatchRepository.open(settings.database());
    }

    static void close(@Disposes BatchRepository repository) {
        repository.close();
    }

    @Produces
    @Singleton
    static Segments segments(DataSource dataSource) {
        return new Segments(dataSource);
    }

    @Produces
    @Singleton
    static DeadLetters deadLetters(DataSource dataSource) {
        return new DeadLetters(dataSource);
    }

    @Produces
    @Singleton
    static Replays replays(DataSource dataSource) {
        return new Replays(dataSource);
    }

    @Produces
    @Singleton
    static ReplayDeadLetters replayDeadLetters(
            ObjectStore store, LiveContracts contracts, DataSource dataSource, Settings settings, Clock clock) {
        return new ReplayDeadLetters(store, contracts, dataSource, settings, clock);
    }

    @Produces
    @Singleton
    static Discovery discovery(ObjectStore store, Segments segments, DataSource dataSource) {
        return new Discovery(store, segments, new DiscoveryProgress(dataSource));
    }

    @Produces
    @Singleton
    static RebuildRun rebuildRun(Settings settings, Discovery discovery, Runs runs) {
        return new RebuildRun(settings, discovery, runs);
    }

    @Produces
    @Singleton
    static ProcessSegments processSegments(Settings settings) {
        return new ProcessSegments(
                Deployment.of(settings), RunnerOptions.inThisJvm(settings.jobs().parallelism()));
    }

    @Produces
    @Singleton
    static ProcessingRun processingRun(
            Runs runs, Discovery discovery, Segments segments, ProcessSegments pipeline, Settings settings) {
        return new ProcessingRun(
                runs, discovery, segments, pipeline, settings.jobs().lease());
    }
}
