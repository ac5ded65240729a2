package com.holded.pipeline.faults;

import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.ledger.RunStatus;
import com.holded.pipeline.pipeline.PlainProcessing;
import com.holded.pipeline.platform.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The product's pipeline as {@code ./holded pipeline} runs it, but patient: while another run is alive, or a part is out
 * of reach, it tries again, as a schedule would. {@code once} ends with the first run of its own, 0 when that completed;
 * {@code forever} goes on until it is killed. Prints {@code started} and its first run.
 */
public final class PipelineMain {
    static final String ONCE = "once";
    static final String FOREVER = "forever";

    private static final long PAUSE_MILLIS = 100;
    private static final Duration LONGEST = Duration.ofHours(1);

    private PipelineMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        endWithStandardInput();
        Settings settings = Settings.load(name -> Optional.ofNullable(System.getenv(name)));
        boolean forever = arguments[0].equals(FOREVER);
        long end = System.nanoTime() + LONGEST.toNanos();
        boolean told = false;
        System.out.println("started");
        try (PlainProcessing processing = PlainProcessing.open(settings, List.of())) {
            while (System.nanoTime() < end) {
                Optional<Run> run = attempt(processing, forever);
                if (run.isPresent() && !told) {
                    // Once: nobody reads on, and a pipe that is full would stop us.
                    System.out.println("run " + run.get().id() + " " + run.get().status());
                    told = true;
                }
                if (run.isPresent() && !forever) {
                    System.exit(run.get().status() == RunStatus.COMPLETED ? 0 : 1);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
        System.exit(2);
    }

    private static Optional<Run> attempt(PlainProcessing processing, boolean forever) {
        try {
            return processing.run("faults");
        } catch (RuntimeException outOfReach) {
            if (!forever) {
                outOfReach.printStackTrace();
                System.exit(1);
            }
            return Optional.empty();
        }
    }

    private static void endWithStandardInput() {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    // Whoever started it says nothing, and ends it by closing.
                }
            } catch (IOException closed) {
                // The same.
            }
            Runtime.getRuntime().halt(3);
        });
        watch.setDaemon(true);
        watch.start();
    }
}
