package io.mailyard.api;

/** Lets a call in or throws ApiException 401, 403 or 429. */
public interface Gate {
    /**
     * Checks the caller and notes who it is on the call; after the body is read and before its
     * parameters are.
     */
    void admit(Call call);

    /** Checks that the caller reaches the account that the parameters name, after they are read. */
    void reach(Call call);

    /** A call's turn; closed once its answer is rendered. */
    interface CallPermit extends AutoCloseable {
        @Override
        void close();
    }

    /** A turn that nobody else waits for. */
    CallPermit FREE = () -> {};

    /**
     * Waits until the call may run.
     *
     * @throws io.mailyard.base.ApiException 429 where the caller has too many calls under way
     */
    default CallPermit permit(Call call) {
        return FREE;
    }
}
