package io.mailyard.panel;

import io.mailyard.access.Scopes;
import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Long work and how far it is; a recipient is erased here. */
final class TaskPages {
    static final String PATH = "/admin/tasks";

    /** The newest first, unless asked otherwise. */
    private static final List<String> SORTS = List.of("-at", "at");

    private static final List<String> STATES =
            List.of("waiting", "running", "done", "failed", "cancelled");
    private static final List<String> KINDS =
            List.of(
                    "recipients.erase",
                    "accounts.export",
                    "accounts.bulk",
                    "users.bulk",
                    "senders.bulk",
                    "suppressions.bulk");
    private static final String ERASE = PATH + "/erase";

    /** Stands for a reason in the dry run, which needs one. */
    private static final String NO_REASON = "-";

    private final PageRenderer pages;
    private final Questions questions;
    private final LiveParts live;

    TaskPages(PageRenderer pages, Questions questions, LiveParts live) {
        this.live = live;
        this.pages = pages;
        this.questions = questions;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::page)
                .get(PATH + "/live", this::stream)
                .get(PATH + "/{id}/download", TaskPages::download)
                .get(ERASE, signedIn -> questions.ask(signedIn, erasure(signedIn)))
                .post(ERASE, this::erase)
                .get(
                        PATH + "/{id}/cancel",
                        signedIn -> questions.ask(signedIn, cancellation(signedIn)))
                .post(
                        PATH + "/{id}/cancel",
                        signedIn ->
                                questions.act(
                                        signedIn,
                                        cancellation(signedIn),
                                        _ -> Html.redirect(signedIn.visit(), PATH)));
    }

    private HttpReply page(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, Section.TASKS);
        String query = signedIn.visit().request().query();
        return Html.page(
                200,
                pages.html(
                        "tasks",
                        frame,
                        "figures",
                        figures(signedIn, frame),
                        "live",
                        PATH + "/live" + (query.isEmpty() ? "" : "?" + query),
                        "mayErase",
                        signedIn.person().mayWrite("messages"),
                        "filters",
                        filters(signedIn)));
    }

    private static FilterView filters(SignedIn signedIn) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        return new FilterView(
                PATH,
                List.of(
                        FilterView.search(words.text("tasks.search"), visit),
                        FilterView.choice(
                                "state",
                                words.text("column.state"),
                                visit,
                                SuppressionPages.choices(words, "tasks.state.", STATES)),
                        FilterView.choice(
                                "kind",
                                words.text("tasks.task"),
                                visit,
                                SuppressionPages.choices(words, "tasks.kind.", KINDS)),
                        MailFigures.typed(visit, "account", words.text("statistics.account"), "7")),
                List.of());
    }

    /** Filters in the address, and the order, as parameters of the call. */
    private static List<Object> asked(Translations words, Visit visit, String sort) {
        AddressReader values = visit.values();
        List<Object> asked =
                new ArrayList<>(List.of("order", sort.startsWith("-") ? "desc" : "asc"));
        String search = visit.param("search");
        if (!search.isEmpty()) {
            asked.addAll(List.of("search", search));
            List<Value> titled = titled(words, search);
            if (!titled.isEmpty()) {
                asked.addAll(List.of("kinds", new Value.Items(titled)));
            }
        }
        String state = values.word("state", STATES);
        if (!state.isEmpty()) {
            asked.addAll(List.of("state", state));
        }
        String kind = values.word("kind", KINDS);
        if (!kind.isEmpty()) {
            asked.addAll(List.of("kind", kind));
        }
        String account = values.id("account");
        if (!account.isEmpty()) {
            asked.addAll(List.of("account_id", Long.parseLong(account)));
        }
        return asked;
    }

    /** Kinds whose title, as the reader sees it, or name has each word of a search. */
    private static List<Value> titled(Translations words, String search) {
        List<String> wanted = Arrays.asList(search.toLowerCase(Locale.ROOT).split("\\s+"));
        return KINDS.stream()
                .filter(kind -> {
                    String title = words.text("tasks.kind." + kind).toLowerCase(Locale.ROOT);
                    return wanted.stream()
                            .allMatch(word -> title.contains(word) || kind.contains(word));
                })
                .<Value>map(Value.Text::new)
                .toList();
    }

    private HttpReply stream(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, Section.TASKS);
        return live.stream(signedIn, "figures", () -> figures(signedIn, frame));
    }

    private String figures(SignedIn signedIn, Frame frame) {
        return pages.html("rows", frame, "list", list(signedIn));
    }

    private static ListView list(SignedIn signedIn) {
        Translations words = signedIn.words();
        String query = signedIn.visit().request().query();
        String sort = signedIn.visit().values().sort(SORTS);
        List<Object> asked = asked(words, signedIn.visit(), sort);
        boolean filtered = asked.size() > 2;
        KeysetPage page = KeysetPage.byId(signedIn, "tasks/list", PATH, query, asked.toArray());
        return page.list(
                PATH,
                words.count("tasks.total", page.found().number("total_count")),
                List.of(
                        Column.of(words.text("tasks.task")),
                        Column.of(words.text("column.state")),
                        Column.of(words.text("tasks.progress")),
                        Column.sorted(words.text("column.when"), "at", sort, PATH, query),
                        Column.of("")),
                page.found().objects().stream().map(row -> row(signedIn, row)).toList(),
                filtered
                        ? new ListView.Empty(
                                "search",
                                words.text("list.nothing"),
                                words.text("list.nothing.text"),
                                words.text("list.everything"),
                                PATH)
                        : new ListView.Empty(
                                "list-checks",
                                words.text("tasks.none"),
                                words.text("tasks.none.text"),
                                "",
                                ""));
    }

    private static ListRow row(SignedIn signedIn, Value.Members task) {
        Translations words = signedIn.words();
        long id = Values.number(task, "id");
        long total = Values.number(task, "total");
        String state = Values.text(task, "state");
        boolean open = state.equals("waiting") || state.equals("running");
        List<TableCell> cells = new ArrayList<>();
        cells.add(
                new TableCell.TitleCell(
                        words.or(
                                "tasks.kind." + Values.text(task, "kind"),
                                Values.text(task, "kind")),
                        words.text("tasks.under", id, Values.text(task, "actor")),
                        PATH + "/" + id));
        cells.add(new TableCell.StateCell(badge(words, state)));
        cells.add(
                open && total > 0
                        ? new TableCell.MeterCell(
                                "", Math.min(100, Values.number(task, "done") * 100 / total))
                        : TableCell.text(outcome(words, task)));
        cells.add(
                new TableCell.MomentCell(
                        Values.time(task, "created_at")
                                .map(at -> words.time(at, signedIn.visit().zone()))
                                .orElse(""),
                        Values.text(task, "created_at")));
        cells.add(
                open && signedIn.person().mayWrite("accounts")
                        ? new TableCell.ActCell(
                                words.text("tasks.cancel"), PATH + "/" + id + "/cancel")
                        : mayDownload(signedIn, task)
                                ? new TableCell.DownloadCell(
                                        words.text("tasks.download"), PATH + "/" + id + "/download")
                                : new TableCell.EmptyCell());
        return new ListRow("task-" + id, cells);
    }

    /** Whether the task has written a file that the person may have. */
    private static boolean mayDownload(SignedIn signedIn, Value.Members task) {
        return Values.text(task, "kind").equals("accounts.export")
                && Values.text(task, "state").equals("done")
                && signedIn.person().mayWrite("accounts")
                && signedIn.person().scopes().includes(Scopes.CONTENT);
    }

    private static HttpReply download(SignedIn signedIn) {
        long id = Visit.number(signedIn.visit(), "id");
        Value.Members task = signedIn.call("tasks/get", "id", id).object();
        long account = Values.number(task, "account_id");
        if (account == 0) {
            throw new Panel.NoPage();
        }
        return signedIn.calls()
                .download(
                        "accounts/export/download",
                        Values.members("id", account, "task_id", id),
                        "application/gzip",
                        "account-" + account + "-export-" + id + ".ndjson.gz");
    }

    /** Why it failed, or what came of it, member by member. */
    private static String outcome(Translations words, Value.Members task) {
        String error = Values.text(task, "error");
        if (!error.isEmpty()) {
            return words.said(error);
        }
        Value.Members result = Values.object(task, "result");
        List<String> parts = new ArrayList<>();
        result.values()
                .forEach((name, value) ->
                        parts.add(
                                words.or("tasks.result." + name, name)
                                        + ": "
                                        + figure(words, value)));
        return String.join(", ", parts);
    }

    private static String figure(Translations words, Value value) {
        String shown = Values.shown(value);
        return shown.matches("[0-9]{1,18}") ? words.number(Long.parseLong(shown)) : shown;
    }

    static Badge badge(Translations words, String state) {
        String word = words.text("tasks.state." + state);
        return switch (state) {
            case "done" -> Badge.good("circle-check", word);
            case "failed" -> Badge.bad("octagon-pause", word);
            case "running" -> Badge.warn("gauge", word);
            default -> Badge.off("circle-off", word);
        };
    }

    private static Question erasure(SignedIn signedIn) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        String email = visit.param("email").strip();
        return new Question(
                Section.TASKS,
                words.text("tasks.erase.ask", email),
                ERASE + "?email=" + Panel.encoded(email),
                PATH,
                "recipients/erase",
                Values.members("email", email, "reason", NO_REASON),
                foreseen -> effects(words, foreseen),
                true,
                words.text("tasks.erase.submit"),
                true,
                false);
    }

    private static List<String> effects(Translations words, CallResult foreseen) {
        if (!foreseen.isOk()) {
            return List.of();
        }
        Value.Members numbers = foreseen.object();
        return List.of(
                words.count("tasks.erase.recipients", Values.number(numbers, "recipients")),
                words.count("tasks.erase.waiting", Values.number(numbers, "waiting")),
                words.count("tasks.erase.suppressions", Values.number(numbers, "suppressions")),
                words.text("tasks.erase.backups"));
    }

    private HttpReply erase(SignedIn signedIn) {
        List<Fault> faults =
                signedIn.visit().field("reason").isBlank()
                        ? List.of(new Fault("reason", signedIn.words().text("tasks.reason.needed")))
                        : List.of();
        return questions.act(
                signedIn, erasure(signedIn), faults, _ -> Html.redirect(signedIn.visit(), PATH));
    }

    private static Question cancellation(SignedIn signedIn) {
        Translations words = signedIn.words();
        long id = Visit.number(signedIn.visit(), "id");
        return new Question(
                Section.TASKS,
                words.text("tasks.cancel.ask", id),
                PATH + "/" + id + "/cancel",
                PATH,
                "tasks/cancel",
                Values.members("id", id),
                _ -> List.of(words.text("tasks.cancel.text")),
                false,
                words.text("tasks.cancel.submit"),
                false,
                false);
    }
}
