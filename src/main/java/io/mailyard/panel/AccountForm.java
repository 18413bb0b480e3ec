package io.mailyard.panel;

import io.mailyard.accounts.Account;
import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormView.Input;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The form of an account, new or known, made from its declared fields. */
final class AccountForm {
    private static final String PATH = "/admin/accounts";
    private static final String SAVE = "accounts/save";

    private final PageRenderer pages;
    private final AccountPages accounts;

    AccountForm(PageRenderer pages, AccountPages accounts) {
        this.pages = pages;
        this.accounts = accounts;
    }

    private static Forms forms(SignedIn signedIn) {
        List<FormView.SelectOption> tariffs = TariffNames.choices(signedIn);
        return new Forms(
                signedIn.words(),
                "accounts",
                Account.SETTABLE,
                tariffs.isEmpty() ? Map.of() : Map.of("tariff", tariffs));
    }

    private static Map<String, List<String>> titles(Translations words) {
        Map<String, List<String>> titles = new LinkedHashMap<>();
        titles.put(words.text("part.who"), List.of("name", "title", "tz", "is_active"));
        titles.put(
                words.text("part.tariff"),
                List.of("tariff", "domains_policy", "content_keep", "submission_passwords"));
        titles.put(words.text("part.reports"), List.of("reports_day", "reports_hour"));
        titles.put(words.text("part.rights"), List.of("force_2fa_auth"));
        return titles;
    }

    HttpReply fresh(SignedIn signedIn) {
        Map<String, Input> inputs = forms(signedIn).fresh();
        FormView form = view(signedIn, PATH + "/new", "", inputs, List.of(), false);
        return newPage(signedIn, 200, form);
    }

    HttpReply make(SignedIn signedIn) {
        Forms forms = forms(signedIn);
        Value.Members params = new Value.Members(forms.params(signedIn.visit()));
        CallResult saved = signedIn.calls().call(SAVE, params);
        if (saved.isOk()) {
            long id = Values.number(saved.object(), "saved_id");
            return Html.redirect(signedIn.visit(), PATH + "/" + id + "?done=made");
        }
        List<Fault> faults = AccountActs.faults(saved);
        Map<String, Input> inputs = forms.sent(signedIn.visit(), faults, Optional.empty());
        FormView form = view(signedIn, PATH + "/new", "", inputs, forms.others(faults), false);
        return newPage(signedIn, 422, form);
    }

    private HttpReply newPage(SignedIn signedIn, int status, FormView form) {
        Frame frame = pages.frame(signedIn, Section.ACCOUNTS);
        Translations words = signedIn.words();
        return Html.page(
                status,
                pages.html(
                        "formpage",
                        frame,
                        "title",
                        words.text("accounts.new"),
                        "crumbs",
                        List.of(
                                new Frame.Crumb(words.text("menu.accounts"), PATH),
                                new Frame.Crumb(words.text("accounts.new"), "")),
                        "delete",
                        "",
                        "mayWrite",
                        true,
                        "form",
                        form));
    }

    HttpReply settings(SignedIn signedIn) {
        Value.Members account = AccountPages.account(signedIn);
        Map<String, Input> inputs = forms(signedIn).shown(account);
        String version = Values.text(account, "updated_at");
        return page(signedIn, 200, account, inputs, version, List.of(), false);
    }

    /** Saves it, unless another has changed the account since the form was opened. */
    HttpReply save(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        Forms forms = forms(signedIn);
        Value.Members account = AccountPages.account(signedIn);
        String version = Values.text(account, "updated_at");
        Optional<CallResult> result =
                signedIn.calls()
                        .callUnless(() -> isOvertaken(signedIn), SAVE, params(forms, visit));
        if (result.isEmpty()) {
            return overtaken(signedIn, forms);
        }
        CallResult saved = result.get();
        if (saved.isOk()) {
            return Html.redirect(
                    visit, PATH + "/" + AccountPages.id(visit) + "/settings?done=saved");
        }
        List<Fault> faults = AccountActs.faults(saved);
        Map<String, Input> inputs = forms.sent(visit, faults, Optional.empty());
        return page(signedIn, 422, account, inputs, version, forms.others(faults), false);
    }

    private static boolean isOvertaken(SignedIn signedIn) {
        String now = Values.text(AccountPages.account(signedIn), "updated_at");
        return !signedIn.visit().field("version").equals(now);
    }

    private HttpReply overtaken(SignedIn signedIn, Forms forms) {
        Value.Members account = AccountPages.account(signedIn);
        String version = Values.text(account, "updated_at");
        Map<String, Input> inputs = forms.sent(signedIn.visit(), List.of(), Optional.of(account));
        return page(signedIn, 409, account, inputs, version, List.of(), true);
    }

    private static Value.Members params(Forms forms, Visit visit) {
        Map<String, Value> params = new LinkedHashMap<>();
        params.put("id", new Value.Numeral(String.valueOf(AccountPages.id(visit))));
        params.putAll(forms.params(visit));
        return new Value.Members(params);
    }

    private HttpReply page(
            SignedIn signedIn,
            int status,
            Value.Members account,
            Map<String, Input> inputs,
            String version,
            List<Fault> others,
            boolean conflict) {
        Frame frame = pages.frame(signedIn, Section.ACCOUNTS);
        AccountPages.AccountHead head = accounts.head(signedIn, account, "settings");
        String action = PATH + "/" + head.id() + "/settings";
        FormView form = view(signedIn, action, version, inputs, others, conflict);
        return Html.page(
                status,
                pages.html(
                        "accountsettings",
                        frame,
                        "head",
                        head,
                        "form",
                        form,
                        "mayWrite",
                        signedIn.person().mayWrite("accounts")));
    }

    private static FormView view(
            SignedIn signedIn,
            String action,
            String version,
            Map<String, Input> inputs,
            List<Fault> others,
            boolean conflict) {
        Translations words = signedIn.words();
        Map<String, Value> shown = new LinkedHashMap<>();
        if (!version.isEmpty()) {
            shown.put("id", new Value.Numeral(signedIn.visit().part("id")));
        }
        inputs.values().stream()
                .filter(input -> input.needed() || input.name().equals("id"))
                .forEach(input -> shown.put(input.name(), new Value.Text(input.value())));
        return new FormView(
                action,
                version,
                Forms.parts(inputs, titles(words)),
                others,
                conflict,
                words.text(version.isEmpty() ? "accounts.make" : "form.save"),
                version.isEmpty() ? PATH : action.replace("/settings", ""),
                CallExample.of(SAVE, new Value.Members(shown)));
    }
}
