package com.holded.pipeline.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.platform.Setting;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An event is read back with the bytes that were sent, at a cost that does not grow with the events that are stored.
 * {@code ./holded bench read} shows the same with the times that it takes.
 */
class ReadBackIT {
    private static final int FEW = 1_000;
    private static final int MANY = 1_000_000;
    private static final int READS = 1_000;

    @TempDir
    private Path folder;

    @Test
    void an_event_comes_back_as_it_was_sent_by_one_read_of_storage_among_few_as_among_many() throws Exception {
        assumeTrue(
                System.getenv(Setting.MINIO_ENDPOINT.name()) == null,
                "requests are counted before a server of our own");
        long seed = System.nanoTime();
        try (BenchPlatform platform = BenchPlatform.start(
                        folder, LocalPlatform.Options.forTests(folder).jvmOptions());
                ReadBack back = new ReadBack(
                        platform.service().service(),
                        platform.relay(),
                        NumberedEvents.generate(folder),
                        MANY,
                        4,
                        seed)) {
            back.fill(FEW);
            Reads amongFew = back.read(READS);
            back.fill(MANY);
            Reads amongMany = back.read(READS);

            assertThat(amongFew.wrong()).as("seed " + seed).isZero();
            assertThat(amongMany.wrong()).as("seed " + seed).isZero();
            assertThat(amongMany.requests()).isEqualTo(amongFew.requests());
            assertThat(amongMany.perRead(StorageRequest.GET)).isEqualTo(1);
            assertThat(amongMany.perRead(StorageRequest.LIST)).isZero();
            assertThat(amongMany.perRead(StorageRequest.HEAD)).isZero();
        }
    }
}
