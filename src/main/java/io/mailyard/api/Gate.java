package io.mailyard.api;

/** Admits a call or throws ApiException 401, 403 or 429. */
public interface Gate {
    /**
     * Checks the caller and attaches it to the call; after the body is read and before its
     * parameters are.
     */
    void admit(Call call);

    /**
     * Checks that the caller may access the account that the parameters name, after they are read.
     */
    void reach(Call call);

    /** A call's permit to run; closed once its answer is rendered. */
    interface CallPermit extends AutoCloseable {
        @Override
        void close();
    }

    /** A permit without a limit. */
    CallPermit FREE = () -> {};

    /**
     * Waits until the call may run.
     *
     * @throws io.mailyard.base.ApiException 429 if the caller has too many running calls
     */
    default CallPermit permit(Call call) {
        return FREE;
    }
}
