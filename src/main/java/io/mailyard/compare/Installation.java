package io.mailyard.compare;

/** One of the two installations. Called by several threads. */
public interface Installation {
    /** The token that takes the place of the recorded one. */
    String token();

    /**
     * Makes a call.
     *
     * @param tokenInHeader whether the body has no token
     * @throws CallFailed if there is no answer
     */
    Reply call(RecordedCall call, String body, boolean tokenInHeader);

    /** Reply that came back. */
    record Reply(int status, String body) {}

    /** There is no answer that could be compared. */
    final class CallFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** With a sentence that names the installation. */
        public CallFailed(String why) {
            super(why, null, false, false);
        }
    }
}
