package io.mailyard.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.audit.Actor;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.CallTrace;
import io.mailyard.db.Database;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestStores;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks go on where they were, whoever runs them, and end once. */
class TaskRunnerTest {
    private final TestClock clock = TestClock.standing();

    /** Counts to its total, a step at a time; its steps are rows of a table. */
    private static final class Counting implements TaskKind {
        private final List<String> abandoned = new ArrayList<>();
        private Runnable meanwhile = () -> {};
        private boolean fails;

        @Override
        public String name() {
            return "test.count";
        }

        @Override
        public TaskProgress step(TaskStepRun step) {
            if (fails) {
                throw new TaskFailed("it cannot be done");
            }
            return step.write(change -> {
                long at = Long.parseLong(step.task().cursor()) + 1;
                meanwhile.run();
                change.tx().nextId("counted");
                return at == step.task().total()
                        ? TaskProgress.over(at, "{\"counted\":" + at + "}")
                        : TaskProgress.at(Long.toString(at), at, step.task().total());
            });
        }

        @Override
        public void abandoned(Task task) {
            abandoned.add(task.kind());
        }
    }

    private final class OneServer {
        final Counting kind = new Counting();
        final Tasks tasks;
        final TaskRunner runner;

        OneServer(Database database) {
            tasks = new Tasks(database);
            tasks.kind(kind);
            runner = new TaskRunner(tasks, new Writes(database, clock), clock);
        }
    }

    private long add(Database database, Tasks tasks, int total) {
        return new Writes(database, clock)
                .system("test", change -> tasks.add(change, counting(total)));
    }

    private static Tasks.NewTask counting(int total) {
        return new Tasks.NewTask(
                "test.count", Optional.of(new AccountId(7)), "{}", "0", total, "because");
    }

    @Test
    void linesOfATask_haveTheRequestIdOfTheCallThatAskedForIt() {
        try (Database database = TestStores.open(StoreKind.SQLITE)) {
            OneServer server = new OneServer(database);
            List<Map<String, String>> ids = new ArrayList<>();
            server.kind.meanwhile = () -> ids.add(CallTrace.current().fields());
            new Writes(database, clock)
                    .as(
                            new Actor("administrator:1", "127.0.0.1", "", "41e5a02621-f"),
                            change -> server.tasks.add(change, counting(2)));

            while (server.runner.round()) {
                // until it ends
            }

            assertThat(ids)
                    .hasSize(2)
                    .allMatch(of -> of.equals(Map.of("request_id", "41e5a02621-f")));
            assertThat(CallTrace.current().fields()).isEmpty();
        }
    }

    private static Task task(Database database, long id) {
        return database.read(tx -> Tasks.find(tx, id).orElseThrow());
    }

    @ParameterizedTest
    @EnumSource
    void task_goesOnInAnotherProcess_andEndsOnce(StoreKind kind) {
        try (Database database = TestStores.open(kind)) {
            OneServer first = new OneServer(database);
            OneServer second = new OneServer(database);
            long id = add(database, first.tasks, 5);
            assertThat(first.runner.round()).isTrue();
            assertThat(first.runner.round()).isTrue();
            assertThat(second.runner.round()).as("it is the other's").isFalse();
            clock.advance(Duration.ofMinutes(2));
            while (second.runner.round()) {
                // until it ends
            }
            assertThat(first.runner.round()).isFalse();
            Task ended = task(database, id);
            assertThat(ended.state()).isEqualTo(TaskState.DONE);
            assertThat(ended.done()).isEqualTo(5);
            assertThat(ended.result()).isEqualTo("{\"counted\":5}");
            assertThat(ended.cursor()).isEmpty();
            assertThat(database.<Long>write(tx -> tx.nextId("counted"))).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stepOfACancelledTask_isUndone(StoreKind kind) {
        try (Database database = TestStores.open(kind)) {
            OneServer process = new OneServer(database);
            long id = add(database, process.tasks, 3);
            process.runner.round();
            boolean cancelled =
                    new Writes(database, clock)
                            .system(
                                    "test",
                                    change -> process.tasks.cancel(change, task(database, id)));
            assertThat(cancelled).isTrue();
            assertThat(process.runner.round()).isFalse();
            assertThat(task(database, id).state()).isEqualTo(TaskState.CANCELLED);
            assertThat(task(database, id).cursor()).isEmpty();
            assertThat(process.kind.abandoned).containsExactly("test.count");

            long failing = add(database, process.tasks, 3);
            process.kind.fails = true;
            assertThat(process.runner.round()).isFalse();
            assertThat(task(database, failing).state()).isEqualTo(TaskState.FAILED);
            assertThat(task(database, failing).error()).isEqualTo("it cannot be done");
        }
    }

    @ParameterizedTest
    @EnumSource
    void openTasks_areBounded_andOldOnesRemoved(StoreKind kind) {
        try (Database database = TestStores.open(kind)) {
            OneServer process = new OneServer(database);
            for (int i = 0; i < Tasks.MOST_OPEN_OF_ONE; i++) {
                add(database, process.tasks, 1);
            }
            assertThatThrownBy(() -> add(database, process.tasks, 1))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("20 tasks");
            while (process.runner.round()) {
                // until all have ended
            }
            Tasks.TaskFilter all =
                    new Tasks.TaskFilter(
                            Optional.of(TaskState.DONE),
                            Optional.empty(),
                            List.of(),
                            "",
                            Optional.empty(),
                            Set.of());
            assertThat(process.tasks.list(all, 0, 5, true).totalCount()).isEqualTo(20);
            assertThat(process.tasks.list(all, 0, 5, true).nextFromId()).hasValue(15);
            clock.advance(Tasks.KEPT.plusDays(1));
            database.write(tx -> process.tasks.sweep(tx, clock.instant()));
            assertThat(process.tasks.list(all, 0, 5, true).totalCount()).isZero();
        }
    }
}
