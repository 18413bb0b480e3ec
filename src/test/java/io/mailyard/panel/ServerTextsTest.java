package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.states.Contract;
import io.mailyard.templates.Language;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts of the API on Russian pages. */
class ServerTextsTest {
    private static final Translations RU = Translations.of(Language.RU);

    @Test
    void stateContract_isRussianWhole() {
        Contract.ACCOUNTS.forEach(plane -> {
            assertThat(ServerTexts.of(RU, plane.plane())).containsPattern("[а-я]{2}");
            plane.cells()
                    .forEach(cell -> {
                        if (cell.means().matches(".*[a-z]{3}.*")) {
                            assertThat(ServerTexts.of(RU, cell.means()))
                                    .as(cell.means())
                                    .containsPattern("[а-я]{2}");
                        }
                    });
        });
    }

    @Test
    void faults_areRussianWithTheirValues_andOthersStay() {
        assertThat(ServerTexts.of(RU, "is required")).isEqualTo("нужно заполнить");
        assertThat(ServerTexts.of(RU, "must have at most 255 characters"))
                .isEqualTo("не больше 255 символов");
        assertThat(ServerTexts.of(RU, "no role is named 'a{1}$'")).isEqualTo("роли «a{1}$» нет");
        assertThat(
                        ServerTexts.of(
                                RU, "user 'a@b': whoever has entered as this user may not do this"))
                .startsWith("вы вошли как пользователь «a@b»");
        for (String said :
                List.of(
                        "you must change your password before anything else",
                        "you have entered as this person: password, second factor and sessions are theirs alone",
                        "sign in again: this needs your password, given within the last minutes",
                        "you have entered as user 'a@b': secrets are made by the user alone",
                        "has the character U+0000, which is not taken")) {
            assertThat(ServerTexts.of(RU, said)).as(said).isNotEqualTo(said);
        }
        assertThat(ServerTexts.of(RU, "something new")).isEqualTo("something new");
        assertThat(ServerTexts.of(Translations.of(Language.EN), "is required"))
                .isEqualTo("is required");
    }

    @Test
    void refusal_isSaidInRussian_andAsTheCallSaidIt() {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        PanelClient auditor =
                PanelPeople.of(server, "auditor").client().with("Accept-Language", "ru");
        assertThat(auditor.get("/admin/accounts").body())
                .contains("Ваша роль этого не позволяет", "accounts:read");
        assertThat(auditor.get("/admin/states").body()).contains("письма в очереди", "отказ 403");
    }
}
