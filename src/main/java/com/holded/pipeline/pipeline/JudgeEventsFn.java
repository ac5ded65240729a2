package com.holded.pipeline.pipeline;

import org.apache.beam.sdk.transforms.DoFn;

/** Normalises and validates each event a second time; see {@link Judge}. */
final class JudgeEventsFn extends DoFn<Batch<RawSegment>, Batch<JudgedSegment>> {
    private final StepTime time = new StepTime("judge");
    private final WorkerPart<Judge> judge;

    JudgeEventsFn(WorkerPart<Judge> judge) {
        this.judge = judge;
    }

    @ProcessElement
    public void process(@Element Batch<RawSegment> segments, OutputReceiver<Batch<JudgedSegment>> out) {
        out.output(time.of(() -> segments.map(judge.here()::judge)));
    }
}
