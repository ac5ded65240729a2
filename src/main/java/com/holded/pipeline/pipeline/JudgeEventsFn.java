package com.holded.pipeline.pipeline;

/** Normalises and validates each event a second time; see {@link Judge}. */
final class JudgeEventsFn extends WorkerFn<Batch<RawSegment>, Batch<JudgedSegment>, Judge> {
    JudgeEventsFn(WorkerPart<Judge> judge) {
        super(judge);
    }

    @ProcessElement
    public void process(@Element Batch<RawSegment> segments, OutputReceiver<Batch<JudgedSegment>> out) {
        out.output(segments.map(here()::judge));
    }
}
