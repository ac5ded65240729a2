package com.holded.pipeline.collect;

import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.schema.Admission.Verdict;
import com.holded.pipeline.security.Caller;
import java.util.ArrayList;
import java.util.List;

/** Whether an event belongs to the company that its sender's key is bound to. */
final class Ownership {
    private static final Violation FOREIGN = new Violation(
            Reason.FORBIDDEN_COMPANY, "", "the key is bound to a company, and the event belongs to another one");

    private Ownership() {}

    /** What is wrong with an event that this caller sent: another company's comes first, since no mending helps it. */
    static List<Violation> violations(Verdict verdict, Caller sender) {
        List<Violation> violations = verdict instanceof Verdict.Refused refused ? refused.violations() : List.of();
        String companyId = companyOf(verdict);
        // An event whose company cannot be read is rejected for that.
        if (companyId.isEmpty() || sender.maySee(companyId)) {
            return violations;
        }
        List<Violation> all = new ArrayList<>(violations.size() + 1);
        all.add(FOREIGN);
        all.addAll(violations);
        return all;
    }

    private static String companyOf(Verdict verdict) {
        return verdict instanceof Verdict.Refused refused
                ? refused.companyId()
                : ((Verdict.Admitted) verdict).event().companyId();
    }
}
