package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.base.Sha256;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldKind;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormView.Input;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.Row;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The list, the form and the deletion of a kind of objects. */
final class NounPages {

    private final NounKind kind;
    private final Questions questions;
    private final PageRenderer pages;

    NounPages(NounKind kind, PanelSession sessions, PageRenderer pages) {
        this.kind = kind;
        this.questions = new Questions(pages, sessions);
        this.pages = pages;
    }

    void addTo(PanelRoutes routes) {
        routes.get(kind.path(), this::list)
                .get(kind.path() + "/new", this::fresh)
                .post(kind.path() + "/new", this::save)
                .get(kind.path() + "/{id}", this::form)
                .post(kind.path() + "/{id}", this::save)
                .get(
                        kind.path() + "/{id}/delete",
                        signedIn -> questions.ask(signedIn, deletion(signedIn)))
                .post(kind.path() + "/{id}/delete", this::delete);
    }

    private boolean mayWrite(SignedIn signedIn) {
        return signedIn.person().mayWrite(kind.word());
    }

    private HttpReply list(SignedIn signedIn) {
        Translations words = signedIn.words();
        return pages.list(
                signedIn,
                kind.section(),
                words.text("menu." + kind.word()),
                view(signedIn),
                mayWrite(signedIn) ? kind.path() + "/new" : "",
                words.text("noun.new." + kind.word()),
                done(signedIn));
    }

    private static String done(SignedIn signedIn) {
        return switch (signedIn.visit().param("done")) {
            case "saved" -> signedIn.words().text("done.saved");
            case "deleted" -> signedIn.words().text("noun.deleted");
            default -> "";
        };
    }

    private ListView view(SignedIn signedIn) {
        Translations words = signedIn.words();
        KeysetPage page = KeysetPage.byId(signedIn, kind.call("list"), kind.path(), "");
        Forms forms = forms(signedIn);
        List<Column> columns = new ArrayList<>();
        columns.add(Column.of(words.text("column.id")));
        columns.add(Column.of(words.text("column.title")));
        kind.listed()
                .forEach(field ->
                        columns.add(new Column(forms.label(field), isNumber(field), "", "")));
        columns.addAll(kind.columns().apply(words));
        return page.list(
                kind.path(),
                words.count("noun.total." + kind.word(), page.found().number("total_count")),
                columns,
                page.found().objects().stream().map(row -> row(signedIn, row)).toList(),
                new ListView.Empty(
                        kind.icon(),
                        words.text("noun.none." + kind.word()),
                        "",
                        words.text("noun.new." + kind.word()),
                        mayWrite(signedIn) ? kind.path() + "/new" : ""));
    }

    private static boolean isNumber(Field<?> field) {
        return field.codec().kind() == FieldKind.NUMBER;
    }

    private Row row(SignedIn signedIn, Value.Members object) {
        long id = Values.number(object, "id");
        List<TableCell> cells = new ArrayList<>();
        cells.add(new TableCell.Id(String.valueOf(id)));
        cells.add(
                new TableCell.Title(
                        Values.text(object, "name"),
                        kind.under().isEmpty() ? "" : Values.text(object, kind.under()),
                        kind.path(id)));
        for (Field<?> field : kind.listed()) {
            String text = Values.text(object, field.name());
            cells.add(
                    isNumber(field)
                            ? TableCell.number(number(signedIn.words(), object, field.name()))
                            : TableCell.text(text));
        }
        cells.addAll(kind.cells().apply(signedIn, object));
        return new Row(kind.word() + "-" + id, cells);
    }

    private static String number(Translations words, Value.Members object, String name) {
        long number = Values.number(object, name);
        return number == 0 ? words.text("noun.nolimit") : words.number(number);
    }

    private Forms forms(SignedIn signedIn) {
        return new Forms(signedIn.words(), kind.word(), kind.settable(), Map.of());
    }

    private static boolean isNew(SignedIn signedIn) {
        return signedIn.visit().part("id").isEmpty();
    }

    /** The object of a page, by its id in the path. */
    private Value.Members object(SignedIn signedIn) {
        long id = AccountPages.id(signedIn.visit());
        return signedIn.call(kind.call("list"), "from_id", id, "limit", 1).objects().stream()
                .filter(object -> Values.number(object, "id") == id)
                .findFirst()
                .orElseThrow(Panel.NoPage::new);
    }

    private HttpReply fresh(SignedIn signedIn) {
        return form(signedIn, 200, Value.Members.NONE, forms(signedIn).fresh(), List.of(), false);
    }

    private HttpReply form(SignedIn signedIn) {
        Value.Members object = object(signedIn);
        return form(signedIn, 200, object, forms(signedIn).shown(object), List.of(), false);
    }

    /** Saves it, unless another has changed the object since the form was opened. */
    private HttpReply save(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        Forms forms = forms(signedIn);
        Value.Members object = isNew(signedIn) ? Value.Members.NONE : object(signedIn);
        if (!visit.field("version").equals(version(object))) {
            Map<String, Input> inputs = forms.sent(visit, List.of(), Optional.of(object));
            return form(signedIn, 409, object, inputs, List.of(), true);
        }
        Map<String, Value> params = new LinkedHashMap<>();
        if (!isNew(signedIn)) {
            params.put("id", new Value.Text(visit.part("id")));
        }
        params.putAll(forms.params(visit));
        CallResult saved = signedIn.calls().call(kind.call("save"), new Value.Members(params));
        if (saved.isOk()) {
            return Html.redirect(visit, kind.path() + "?done=saved");
        }
        List<Fault> faults = AccountActs.faults(saved);
        Map<String, Input> inputs = forms.sent(visit, faults, Optional.empty());
        return form(signedIn, 422, object, inputs, forms.others(faults), false);
    }

    /** Of what the form shows: another value means that another has changed it. */
    private static String version(Value.Members object) {
        return object.values().isEmpty()
                ? ""
                : Sha256.hex(JsonText.write(out -> object.values().forEach(out::value)))
                        .substring(0, 16);
    }

    private HttpReply form(
            SignedIn signedIn,
            int status,
            Value.Members object,
            Map<String, Input> inputs,
            List<Fault> others,
            boolean conflict) {
        Translations words = signedIn.words();
        boolean fresh = isNew(signedIn);
        String title = fresh ? words.text("noun.new." + kind.word()) : Values.text(object, "name");
        Map<String, Value> shown = new LinkedHashMap<>();
        if (!fresh) {
            shown.put("id", new Value.Text(signedIn.visit().part("id")));
        }
        inputs.values().stream()
                .filter(Input::needed)
                .forEach(input -> shown.put(input.name(), new Value.Text(input.value())));
        FormView form =
                new FormView(
                        signedIn.visit().request().path(),
                        version(object),
                        List.of(
                                new FormView.Part(
                                        words.text("tab.settings"), List.copyOf(inputs.values()))),
                        others,
                        conflict,
                        words.text("form.save"),
                        kind.path(),
                        CallExample.of(kind.call("save"), new Value.Members(shown)));
        Frame frame = pages.frame(signedIn, kind.section());
        return Html.page(
                status,
                pages.html(
                        "formpage",
                        frame,
                        "title",
                        title,
                        "crumbs",
                        List.of(
                                new Frame.Crumb(words.text("menu." + kind.word()), kind.path()),
                                new Frame.Crumb(title, "")),
                        "delete",
                        fresh || !mayWrite(signedIn)
                                ? ""
                                : kind.path(AccountPages.id(signedIn.visit())) + "/delete",
                        "mayWrite",
                        mayWrite(signedIn),
                        "form",
                        form));
    }

    private Question deletion(SignedIn signedIn) {
        Translations words = signedIn.words();
        Value.Members object = object(signedIn);
        long id = Values.number(object, "id");
        return Question.deletion(
                kind.section(),
                words.text("ask.delete", Values.text(object, "name")),
                kind.path(id) + "/delete",
                kind.path(id),
                kind.call("delete"),
                Values.members("id", id),
                _ -> List.of(words.text("noun.delete." + kind.word())),
                words);
    }

    private HttpReply delete(SignedIn signedIn) {
        return questions.act(
                signedIn,
                deletion(signedIn),
                _ -> Html.redirect(signedIn.visit(), kind.path() + "?done=deleted"));
    }
}
