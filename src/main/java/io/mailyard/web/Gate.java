package io.mailyard.web;

/** Lets a call in or throws ApiException 401, 403 or 429. */
public interface Gate {
    /**
     * Checks the caller and notes who it is on the call; after the body is read and before its
     * parameters are.
     */
    void admit(Call call);

    /** Checks that the caller reaches the account that the parameters name, after they are read. */
    void reach(Call call);
}
