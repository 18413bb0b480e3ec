package io.mailyard.server;

import io.mailyard.accounts.AccountConfig;
import io.mailyard.accounts.AccountTasks;
import io.mailyard.config.Settings;
import io.mailyard.suppressions.SuppressionTasks;
import java.nio.file.Path;
import java.time.InstantSource;

/** Starts the queue, and what components do in the background besides it. */
final class BackgroundWork {
    private BackgroundWork() {}

    static void start(
            Lifecycle closing,
            Components components,
            Settings settings,
            Path dataFolder,
            InstantSource clock) {
        closing.add(
                AccountTasks.start(
                        components.accounts(),
                        components.database(),
                        components.writes(),
                        AccountConfig.from(settings),
                        clock));
        closing.add(SuppressionTasks.start(components.suppressions()));
        closing.add(components.queue().start());
        closing.add(components.shares().start());
        closing.add(components.taskRunner(dataFolder, clock).start());
    }
}
