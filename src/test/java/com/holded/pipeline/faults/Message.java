package com.holded.pipeline.faults;

/**
 * A message of a random play.
 *
 * @param id unique in its play
 * @param amount as a decimal; two events of one message that differ in it differ in their content
 * @param outdatedBy version of the contract from which on the message is refused; 0 = never, {@link #BAD} = always
 */
record Message(String company, String id, String amount, int outdatedBy) {
    /** Refused by every version. */
    static final int BAD = -1;

    /** The event that its producer sends. */
    String text() {
        return "{\"event_id\":\"" + id + "\",\"event_type\":\"PLAYED\",\"company_id\":\"" + company
                + "\",\"user_id\":" + (outdatedBy == BAD ? "{}" : "\"u\"")
                + ",\"timestamp\":1772705555000,\"amount\":" + amount
                + (outdatedBy > 0 ? ",\"" + mark(outdatedBy) + "\":true" : "") + "}";
    }

    /** The same message with other content. */
    Message with(String otherAmount) {
        return new Message(company, id, otherAmount, outdatedBy);
    }

    /** Whether a door that knows this version, or none, may refuse it. */
    boolean isRefusedBy(int version) {
        return outdatedBy == BAD || (outdatedBy > 0 && outdatedBy <= version);
    }

    /** The contract of this version, which refuses what any version up to it has outdated. */
    static String contract(int version) {
        StringBuilder outdated = new StringBuilder();
        for (int past = 1; past <= version; past++) {
            outdated.append(past > 1 ? "," : "")
                    .append("{\"required\":[\"")
                    .append(mark(past))
                    .append("\"]}");
        }
        return "{\"type\":\"object\",\"title\":\"version " + version + "\""
                + (version > 0 ? ",\"properties\":{\"data\":{\"not\":{\"anyOf\":[" + outdated + "]}}}" : "") + "}";
    }

    private static String mark(int version) {
        return "until_" + version;
    }
}
