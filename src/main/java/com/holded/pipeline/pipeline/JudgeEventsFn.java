package com.holded.pipeline.pipeline;

import org.apache.beam.sdk.transforms.DoFn;

/** Normalises and validates each event a second time; see {@link Judge}. */
final class JudgeEventsFn extends DoFn<RawSegment, JudgedSegment> {
    private final WorkerPart<Judge> judge;

    JudgeEventsFn(WorkerPart<Judge> judge) {
        this.judge = judge;
    }

    @ProcessElement
    public void process(@Element RawSegment segment, OutputReceiver<JudgedSegment> out) {
        out.output(judge.here().judge(segment));
    }
}
