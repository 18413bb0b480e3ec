package io.mailyard.states;

import java.util.ArrayList;
import java.util.List;

/** The tables of docs/spec/states.md. */
public final class Contract {
    private Contract() {}

    /** The effect of an account's state in one plane. */
    public record ContractCell(String state, String means) {}

    /**
     * One row of the accounts' table.
     *
     * @param enforced whether this version implements the plane, and a test executes the row
     */
    public record ApiPlane(String plane, boolean enforced, List<ContractCell> cells) {}

    /** A state of another object. */
    public record ObjectState(String object, String state, boolean enforced, String means) {}

    /**
     * States of an account, the strongest last: {@code active} and {@code frozen} are two
     * independent facts.
     */
    public static final List<String> ACCOUNT_STATES =
            List.of("active", "frozen", "inactive", "deleted");

    /** The effects of each state of an account. */
    public static final List<ApiPlane> ACCOUNTS =
            List.of(
                    plane(
                            "administrator API and panel, on the account",
                            true,
                            "all",
                            "all",
                            "all",
                            "get, restore, list with include_deleted; else 404"),
                    plane(
                            "user signs in",
                            true,
                            "yes",
                            "yes, to the notice page alone: reason, payment_url, until when",
                            "refused: the account is switched off",
                            "refused as if unknown"),
                    plane(
                            "a session already open",
                            true,
                            "goes on",
                            "its next request meets the notice page",
                            "ended",
                            "ended"),
                    plane(
                            "account API tokens, by HTTP",
                            true,
                            "work",
                            "refused 403 with the notice's data",
                            "refused 403",
                            "refused 401"),
                    plane(
                            "SMTP submission sign-in",
                            true,
                            "works",
                            "454 4.7.0: temporary, the client keeps its mail",
                            "535 5.7.8",
                            "535 5.7.8"),
                    plane(
                            "new mail in a session already signed in",
                            true,
                            "accepted",
                            "451 4.7.1",
                            "550 5.7.1",
                            "550 5.7.1"),
                    plane(
                            "queued mail",
                            true,
                            "active",
                            "suspended, with its clock (age, retry times, expiry); resumes by itself, in order, on a ramp",
                            "as frozen",
                            "as frozen; purged with the account, and counted as purged"),
                    plane(
                            "a delivery attempt before DATA",
                            true,
                            "goes on",
                            "given up cleanly (RSET, QUIT); not counted as an attempt",
                            "same",
                            "same"),
                    plane(
                            "a delivery attempt past DATA",
                            true,
                            "ends; its result is kept",
                            "same",
                            "same",
                            "same"),
                    plane(
                            "password and welcome mail to its users",
                            true,
                            "sent",
                            "sent",
                            "refused 403",
                            "refused 404"),
                    plane(
                            "webhooks on the account's own state",
                            true,
                            "sent",
                            "sent",
                            "sent",
                            "sent"));

    /** The effects of the states of other objects. */
    public static final List<ObjectState> OTHERS =
            List.of(
                    new ObjectState(
                            "user",
                            "inactive",
                            true,
                            "its SMTP credential refused, in a session already signed in too; listed with active: false"),
                    new ObjectState(
                            "user",
                            "inactive, in a browser",
                            true,
                            "cannot sign in, sessions ended"),
                    new ObjectState(
                            "user", "must change password", true, "SMTP and tokens unaffected"),
                    new ObjectState(
                            "user",
                            "must change password, in a browser",
                            true,
                            "signs in to the change form alone"),
                    new ObjectState(
                            "sender",
                            "held (whole, or by account, campaign, ISP; until when; why)",
                            true,
                            "accepts and queues; no attempt begins; ends by release or by time, durable across restarts"),
                    new ObjectState(
                            "sender",
                            "deleted",
                            true,
                            "virtual senders skip it; what it had queued is re-routed by the same rules, or waits in hold where no other"
                                    + " sender serves the account; undelete restores assignments and shares exactly"),
                    new ObjectState(
                            "node",
                            "MTA not running",
                            true,
                            "takes no new attempts; other nodes of the sender's IPs go on; nothing is lost"),
                    new ObjectState(
                            "node",
                            "unreachable",
                            true,
                            "shown as such; its leases expire and its mail is tried elsewhere or waits"),
                    new ObjectState(
                            "node",
                            "not synced",
                            true,
                            "goes on with the last revision it confirmed; the difference is shown field by field"),
                    new ObjectState(
                            "domain",
                            "pending",
                            true,
                            "claimed and not proved: grants nothing; ends after 14 days"),
                    new ObjectState(
                            "domain",
                            "verified",
                            true,
                            "its account writes as it and as its subdomains, signed; others may not"),
                    new ObjectState(
                            "domain",
                            "warning",
                            true,
                            "as verified, but a check no longer finds the proof; pending again after 72 hours unless vouched for"),
                    new ObjectState(
                            "domain",
                            "lost",
                            true,
                            "another account has proved it; what was accepted before goes out unsigned"),
                    new ObjectState(
                            "platform",
                            "stopped (until when; why; whether new mail is accepted)",
                            true,
                            "no attempt begins on any node; queued mail and its clock are suspended; acceptance goes on, or is refused with 503 and"
                                    + " 451 4.3.2; ends by resume or by time, durable across restarts"),
                    new ObjectState(
                            "administrator token",
                            "inactive, expired, out of scope, foreign address",
                            true,
                            "401 or 403 on the next call, in every server process, within one second"));

    private static ApiPlane plane(String name, boolean enforced, String... means) {
        List<ContractCell> cells = new ArrayList<>();
        for (int i = 0; i < means.length; i++) {
            cells.add(new ContractCell(ACCOUNT_STATES.get(i), means[i]));
        }
        return new ApiPlane(name, enforced, List.copyOf(cells));
    }
}
