package io.mailyard.delivery;

import java.time.Duration;

/** What an outlet needs of the engine. */
interface House {
    /** Begins a connection where there is room for one. */
    boolean connect(Outlet outlet, Line line, Budget budget);

    void giveBack(Parcel parcel, Duration delay);

    /** More could be leased. */
    void hungry();

    Duration idle();

    /** Whether others wait for a connection to be closed. */
    boolean isCrowded();

    /** Whether an idle connection is in the way of others. */
    boolean isWanted(Connection connection);

    /** A connection carries an account's mail from now on. */
    void carries(Connection connection, long accountId);

    boolean stopped(Parcel parcel);

    /** Whether it may share no transaction. */
    boolean goesAlone(Parcel parcel);
}
