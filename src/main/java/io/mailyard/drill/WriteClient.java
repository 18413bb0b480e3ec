package io.mailyard.drill;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A client that changes objects: titles of accounts, and their lists of suppressions. */
final class WriteClient implements Runnable {
    private static final String TITLE = "Title ";

    private final DrillLoad load;
    private final DrillAccounts accounts;
    private final AcknowledgementLog log;
    private final Random random;
    private final String run;
    private final int everyMillis;
    private final Map<Long, Long> titles = new HashMap<>();

    WriteClient(
            DrillLoad load,
            DrillAccounts accounts,
            AcknowledgementLog log,
            long seed,
            int everyMillis) {
        this.load = load;
        this.accounts = accounts;
        this.log = log;
        this.random = new Random(~seed);
        this.run = Long.toString(seed & 0xffffff, 36);
        this.everyMillis = everyMillis;
    }

    /** The title with a number. */
    static String title(long number) {
        return TITLE + number;
    }

    /** The number in a title; -1 for any other text. */
    static long number(String title) {
        return title.matches(TITLE + "[0-9]{1,18}")
                ? Long.parseLong(title.substring(TITLE.length()))
                : -1;
    }

    @Override
    public void run() {
        for (int number = 1; !load.isOver(); number++) {
            DrillTime.pause(random.nextInt(2 * everyMillis + 1));
            List<DrillAccounts.DrillAccount> all = accounts.accounts();
            long account = all.get(random.nextInt(all.size())).id();
            // in turn: a short drill has both
            if (number % 2 == 1) {
                rename(account);
            } else {
                suppress(account, "w-" + run + "-" + number + "@suppressed.example");
            }
        }
    }

    private void rename(long account) {
        long number = titles.merge(account, 1L, Long::sum);
        String path = "accounts/save";
        load.untilAnswered(
                        path,
                        accounts.admin(),
                        "title-" + run + "-" + account + "-" + number,
                        out -> out.number("id", account).text("title", title(number)))
                .ifPresent(answer -> {
                    if (answer.ok()) {
                        log.title(account, number);
                    } else {
                        load.wrong(path, answer);
                    }
                });
    }

    private void suppress(long account, String address) {
        String path = "suppressions/add";
        load.untilAnswered(
                        path,
                        accounts.admin(),
                        address,
                        out -> out.number("account_id", account).text("email", address))
                .ifPresent(answer -> {
                    if (answer.ok()) {
                        log.address(account, address);
                    } else {
                        load.wrong(path, answer);
                    }
                });
    }
}
