package io.mailyard.drill;

import java.util.Random;

/** A client that sends the messages of an account, one after another. */
final class SendClient implements Runnable {
    private static final int FROZEN_MILLIS = 50;

    private final DrillLoad load;
    private final DrillAccounts.DrillAccount account;
    private final AcknowledgementLog log;
    private final Random random;
    private final String run;
    private final int everyMillis;

    /**
     * A client.
     *
     * @param everyMillis milliseconds from one message to the next, on average
     */
    SendClient(
            DrillLoad load,
            DrillAccounts.DrillAccount account,
            AcknowledgementLog log,
            long seed,
            int everyMillis) {
        this.load = load;
        this.account = account;
        this.log = log;
        this.random = new Random(seed ^ account.id());
        this.run = Long.toString(seed & 0xffffff, 36);
        this.everyMillis = everyMillis;
    }

    @Override
    public void run() {
        for (int number = 1; !load.isOver(); number++) {
            DrillTime.pause(random.nextInt(2 * everyMillis + 1));
            if (log.messageCount() < AcknowledgementLog.MOST_MESSAGES) {
                send("d-" + account.id() + "-" + run + "-" + number);
            }
        }
    }

    private void send(String subject) {
        String path = "/api/v1.1/messages/send";
        load.untilAnswered(
                        path,
                        account.token(),
                        subject,
                        out ->
                                out.text("from", "drill@sender.example")
                                        .text("to", subject + "@recipient.example")
                                        .text("subject", subject)
                                        .text("text", "Drill."))
                .ifPresent(answer -> {
                    if (answer.ok()) {
                        log.message(account.id(), subject, answer.numberAt("data", "message_id"));
                    } else if (answer.isForbidden()) {
                        DrillTime.pause(FROZEN_MILLIS);
                    } else {
                        load.wrong(path, answer);
                    }
                });
    }
}
