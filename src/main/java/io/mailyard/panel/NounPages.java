package io.mailyard.panel;

import static io.mailyard.panel.PanelRoutes.reading;
import static io.mailyard.panel.PanelRoutes.writing;

import io.mailyard.base.Fault;
import io.mailyard.base.Sha256;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormView.Input;
import io.mailyard.panel.PanelSession.PanelSignInResult;
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
    private final NounList list;
    private final Questions questions;
    private final PanelSession sessions;
    private final PageRenderer pages;

    NounPages(NounKind kind, PanelSession sessions, PageRenderer pages) {
        this.kind = kind;
        this.list = new NounList(kind);
        this.questions = new Questions(pages, sessions);
        this.sessions = sessions;
        this.pages = pages;
    }

    void addTo(PanelRoutes routes) {
        routes.get(kind.path(), this::list)
                .get(kind.path() + "/new", writing(kind.scope(), this::fresh))
                .post(kind.path() + "/new", writing(kind.scope(), this::save))
                .get(kind.path() + "/preview", reading(kind.scope(), this::preview))
                .get(kind.path() + "/{id}", this::form)
                .post(kind.path() + "/{id}", writing(kind.scope(), this::save))
                .get(
                        kind.path() + "/{id}/delete",
                        signedIn -> questions.ask(signedIn, deletion(signedIn)))
                .post(kind.path() + "/{id}/delete", this::delete);
    }

    private boolean mayWrite(SignedIn signedIn) {
        return signedIn.person().mayWrite(kind.scope());
    }

    private HttpReply list(SignedIn signedIn) {
        Translations words = signedIn.words();
        boolean partial = signedIn.visit().isPartial();
        Frame frame = pages.frame(signedIn, kind.section());
        return pages.rowsOr(
                signedIn,
                kind.section(),
                list.view(signedIn, forms(signedIn, Value.Members.NONE), mayWrite(signedIn)),
                "listpage",
                "title",
                words.text("menu." + kind.word()),
                "crumbs",
                listCrumbs(signedIn),
                "part",
                partial ? "" : kind.extras().above(signedIn, frame),
                "button",
                mayWrite(signedIn) ? kind.path() + "/new" : "",
                "buttonLabel",
                words.text("noun.new." + kind.word()),
                "done",
                done(signedIn));
    }

    private static String done(SignedIn signedIn) {
        return switch (signedIn.visit().param("done")) {
            case "saved" -> signedIn.words().text("done.saved");
            case "deleted" -> signedIn.words().text("noun.deleted");
            default -> "";
        };
    }

    private Forms forms(SignedIn signedIn, Value.Members object) {
        return new Forms(
                signedIn.words(),
                kind.word(),
                kind.extras().settable(kind.settable(), object),
                kind.extras().references(signedIn, object));
    }

    private static boolean isNew(SignedIn signedIn) {
        return signedIn.visit().part("id").isEmpty();
    }

    /** The object of a page, by its id in the path. */
    private Value.Members object(SignedIn signedIn) {
        return list.object(signedIn).orElseThrow(Panel.NoPage::new);
    }

    private HttpReply fresh(SignedIn signedIn) {
        Map<String, Input> inputs = forms(signedIn, Value.Members.NONE).fresh();
        return form(signedIn, 200, Value.Members.NONE, inputs, List.of(), false);
    }

    private HttpReply form(SignedIn signedIn) {
        Value.Members object = object(signedIn);
        Map<String, Input> inputs = forms(signedIn, object).shown(object);
        return form(signedIn, 200, object, inputs, List.of(), false);
    }

    /** Saves it, unless another has changed the object since the form was opened. */
    private HttpReply save(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        Value.Members object = isNew(signedIn) ? Value.Members.NONE : object(signedIn);
        Forms forms = forms(signedIn, object);
        if (kind.extras().hasPreview() && !visit.field("preview").isEmpty()) {
            Map<String, Input> inputs = forms.sent(visit, List.of(), Optional.empty());
            return form(signedIn, 200, object, inputs, List.of(), false);
        }
        if (!visit.field("version").equals(version(object))) {
            return overtaken(signedIn, forms);
        }
        Map<String, Value> params = new LinkedHashMap<>();
        if (!isNew(signedIn)) {
            params.put("id", new Value.Text(visit.part("id")));
        }
        params.putAll(forms.params(visit));
        Optional<Fault> unconfirmed = unconfirmed(signedIn);
        if (unconfirmed.isPresent()) {
            Map<String, Input> inputs =
                    forms.sent(visit, List.of(unconfirmed.get()), Optional.empty());
            return form(signedIn, 422, object, inputs, List.of(unconfirmed.get()), false);
        }
        Value.Members sent = new Value.Members(params);
        Optional<CallResult> result =
                isNew(signedIn)
                        ? Optional.of(signedIn.calls().call(kind.call("save"), sent))
                        : signedIn.calls()
                                .callUnless(() -> isOvertaken(signedIn), kind.call("save"), sent);
        if (result.isEmpty()) {
            return overtaken(signedIn, forms);
        }
        CallResult saved = result.get();
        if (saved.isOk()) {
            String to =
                    kind.extras().staysWithObject()
                            ? kind.path(Values.number(saved.object(), "saved_id"))
                            : kind.path();
            return Html.redirect(visit, to + "?done=saved");
        }
        List<Fault> faults = AccountActs.faults(saved);
        Map<String, Input> inputs = forms.sent(visit, faults, Optional.empty());
        return form(signedIn, 422, object, inputs, forms.others(faults), false);
    }

    private boolean isOvertaken(SignedIn signedIn) {
        return !signedIn.visit().field("version").equals(version(object(signedIn)));
    }

    private HttpReply overtaken(SignedIn signedIn, Forms forms) {
        Value.Members object = isNew(signedIn) ? Value.Members.NONE : object(signedIn);
        Map<String, Input> inputs = forms.sent(signedIn.visit(), List.of(), Optional.of(object));
        return form(signedIn, 409, object, inputs, List.of(), true);
    }

    /** Fault in the person's own password, where a kind needs it. */
    private Optional<Fault> unconfirmed(SignedIn signedIn) {
        if (!kind.extras().isConfirmed() || signedIn.person().confirmed()) {
            return Optional.empty();
        }
        PanelSignInResult confirmed =
                sessions.confirm(
                        signedIn.calls().secret(),
                        signedIn.visit().field(ExtraInputs.CONFIRM),
                        signedIn.visit().request());
        return confirmed instanceof PanelSignInResult.PanelSessionOpened
                ? Optional.empty()
                : Optional.of(
                        new Fault(ExtraInputs.CONFIRM, ProfilePages.why(signedIn, confirmed)));
    }

    /** With the person's own password, where the kind needs it and it was not given lately. */
    private Map<String, Input> confirmed(
            SignedIn signedIn, Map<String, Input> inputs, List<Fault> faults) {
        if (!kind.extras().isConfirmed()) {
            return inputs;
        }
        Map<String, Input> more = new LinkedHashMap<>(inputs);
        FormInputs none = new Forms(signedIn.words(), kind.word(), List.of(), Map.of());
        more.putAll(
                ExtraInputs.confirmed(signedIn, none)
                        .sent(signedIn.visit(), faults, Optional.empty()));
        return more;
    }

    private List<FormView.FormPart> settings(
            SignedIn signedIn, Map<String, Input> inputs, List<Fault> faults) {
        return List.of(
                new FormView.FormPart(
                        signedIn.words().text("tab.settings"),
                        List.copyOf(confirmed(signedIn, inputs, faults).values())));
    }

    /** Shows the outcome of the values in a form, while they are typed. */
    private HttpReply preview(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, kind.section());
        Forms forms = forms(signedIn, Value.Members.NONE);
        Value.Members params = new Value.Members(forms.params(signedIn.visit()::param));
        return Html.page(200, kind.extras().preview(signedIn, frame, params));
    }

    /** Outcome of a form that is shown, whose values stand in its inputs. */
    private String preview(SignedIn signedIn, Frame frame, Forms forms, Map<String, Input> inputs) {
        if (!kind.extras().hasPreview()) {
            return "";
        }
        return kind.extras()
                .preview(
                        signedIn,
                        frame,
                        new Value.Members(
                                forms.params(name ->
                                        Optional.ofNullable(inputs.get(name))
                                                .map(Input::value)
                                                .orElse(""))));
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
        String title =
                fresh ? words.text("noun.new." + kind.word()) : Values.text(object, kind.name());
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
                        settings(signedIn, inputs, others),
                        others.stream()
                                .filter(fault -> !fault.field().equals(ExtraInputs.CONFIRM))
                                .toList(),
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
                        crumbs(signedIn, title),
                        "done",
                        done(signedIn),
                        "preview",
                        kind.extras().hasPreview() ? kind.path() + "/preview" : "",
                        "partPreview",
                        preview(signedIn, frame, forms(signedIn, object), inputs),
                        "part",
                        fresh ? "" : kind.extras().beside(signedIn, frame, object),
                        "history",
                        fresh || !signedIn.person().mayRead("audit")
                                ? ""
                                : "/admin/audit?object_type="
                                        + objectType()
                                        + "&object_id="
                                        + AccountPages.id(signedIn.visit()),
                        "delete",
                        fresh || !mayWrite(signedIn) || !kind.extras().mayDelete(object)
                                ? ""
                                : kind.path(AccountPages.id(signedIn.visit())) + "/delete",
                        "mayWrite",
                        mayWrite(signedIn),
                        "form",
                        form));
    }

    /** A list has crumbs where a page stands above it. */
    private List<Frame.Crumb> listCrumbs(SignedIn signedIn) {
        List<Frame.Crumb> crumbs = new ArrayList<>(kind.extras().crumbs(signedIn));
        if (!crumbs.isEmpty()) {
            crumbs.add(new Frame.Crumb(signedIn.words().text("menu." + kind.word()), ""));
        }
        return crumbs;
    }

    private List<Frame.Crumb> crumbs(SignedIn signedIn, String title) {
        List<Frame.Crumb> crumbs = new ArrayList<>(kind.extras().crumbs(signedIn));
        crumbs.add(new Frame.Crumb(signedIn.words().text("menu." + kind.word()), kind.path()));
        crumbs.add(new Frame.Crumb(title, ""));
        return crumbs;
    }

    /** Name of such an object in the audit: the singular, such as {@code retry_rule}. */
    private String objectType() {
        return kind.word().replaceFirst("ies$", "y").replaceFirst("s$", "");
    }

    private Question deletion(SignedIn signedIn) {
        Translations words = signedIn.words();
        Value.Members object = object(signedIn);
        long id = Values.number(object, "id");
        return Question.deletion(
                kind.section(),
                words.text("ask.delete", Values.text(object, kind.name())),
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
