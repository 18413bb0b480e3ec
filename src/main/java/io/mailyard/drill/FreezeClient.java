package io.mailyard.drill;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A client that freezes an account, waits for the complete receipt, and thaws it a moment later.
 * Between the two no mail of the account may begin to arrive.
 */
final class FreezeClient implements Runnable {
    private static final int LEAST_MILLIS = 100;
    private static final int MORE_MILLIS = 500;
    private static final int LOOK_MILLIS = 20;
    private static final int LONGEST = 800;

    /** A process that was killed holds its lease no longer than that; the rest is for faults. */
    private static final long RECEIPT_NANOS =
            TimeUnit.SECONDS.toNanos(60 + ScratchPlatform.LEASE_SECONDS);

    private final DrillLoad load;
    private final DrillAccounts accounts;
    private final AcknowledgementLog log;
    private final FaultsFound faults;
    private final Random random;
    private final String run;
    private final List<ProvedStop> stops = new ArrayList<>();

    /**
     * A stop whose receipt was complete.
     *
     * @param fromNanos when the drill had read that
     * @param untilNanos when it was about to ask for the end of the stop
     */
    record ProvedStop(long account, long fromNanos, long untilNanos) {}

    FreezeClient(
            DrillLoad load,
            DrillAccounts accounts,
            AcknowledgementLog log,
            FaultsFound faults,
            long seed) {
        this.load = load;
        this.accounts = accounts;
        this.log = log;
        this.faults = faults;
        this.random = new Random(Long.reverse(seed));
        this.run = Long.toString(seed & 0xffffff, 36);
    }

    @Override
    public void run() {
        for (int number = 1; !load.isOver(); number++) {
            DrillTime.pause(LEAST_MILLIS + random.nextInt(MORE_MILLIS));
            List<DrillAccounts.DrillAccount> all = accounts.accounts();
            long account = all.get(random.nextInt(all.size())).id();
            int lasts = LEAST_MILLIS + random.nextInt(MORE_MILLIS);
            // an account that never had mail has no receipts
            if (log.hasMessages(account)
                    && done("accounts/freeze", account, "freeze-" + run + "-" + number, true)) {
                boolean complete = awaitReceipt(account);
                long from = System.nanoTime();
                DrillTime.pause(lasts);
                if (complete) {
                    add(new ProvedStop(account, from, System.nanoTime()));
                }
                done("accounts/unfreeze", account, "thaw-" + run + "-" + number, false);
            }
        }
    }

    private boolean done(String path, long account, String key, boolean why) {
        Optional<DrillCalls.DrillAnswer> answer =
                load.untilAnswered(
                        path,
                        accounts.admin(),
                        key,
                        out -> {
                            out.number("id", account);
                            if (why) {
                                out.text("reason", "drill");
                            }
                        });
        answer.filter(given -> !given.ok()).ifPresent(given -> load.wrong(path, given));
        return answer.isPresent() && answer.get().ok();
    }

    private boolean awaitReceipt(long account) {
        long deadline = System.nanoTime() + RECEIPT_NANOS;
        String newest = "";
        while (System.nanoTime() < deadline) {
            Optional<DrillCalls.DrillAnswer> answer =
                    load.untilAnswered(
                            "accounts/get", accounts.admin(), "", out -> out.number("id", account));
            if (answer.isEmpty()) {
                return false;
            }
            if (isComplete(answer.get())) {
                return true;
            }
            newest = answer.get().text();
            DrillTime.pause(LOOK_MILLIS);
        }
        faults.add(
                "a stop of account "
                        + account
                        + " had no complete receipt after "
                        + TimeUnit.NANOSECONDS.toSeconds(RECEIPT_NANOS)
                        + " s: "
                        + receipts(newest));
        return false;
    }

    /** The newest receipt is the first. */
    private static boolean isComplete(DrillCalls.DrillAnswer account) {
        return account.at("data", "receipts") instanceof Value.Items(List<Value> receipts)
                && !receipts.isEmpty()
                && receipts.getFirst() instanceof Value.Members(var newest)
                && newest.get("complete") instanceof Value.Flag(boolean complete)
                && complete
                && newest.get("kind") instanceof Value.Text(String kind)
                && kind.equals("frozen");
    }

    /** The newest receipt, as it was answered. */
    private static String receipts(String account) {
        int at = account.indexOf("\"receipts\"");
        return account.substring(Math.max(0, at), Math.min(account.length(), at + LONGEST));
    }

    private synchronized void add(ProvedStop stop) {
        stops.add(stop);
    }

    synchronized List<ProvedStop> stops() {
        return List.copyOf(stops);
    }
}
