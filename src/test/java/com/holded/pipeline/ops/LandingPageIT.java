package com.holded.pipeline.ops;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.Chromium;
import com.holded.pipeline.testing.RunningPlatform;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The landing page and the documentation as a person meets them: in a browser, on the running product. */
@ExtendWith(RunningPlatform.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LandingPageIT {
    private static final double RUN_TIMEOUT_MILLIS = 120_000;

    private final RunningPlatform platform;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private Chromium chromium;
    private Page page;

    @SuppressWarnings("NullAway.Init") // The browser is started before all tests, the page opened before each.
    LandingPageIT(RunningPlatform platform) {
        this.platform = platform;
    }

    @BeforeAll
    void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    void stop() {
        // Where there is no browser, the tests are aborted before there is anything to close.
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void open() {
        page = newPage(new Browser.NewContextOptions().setLocale("en-GB"));
        openLandingPage();
    }

    @AfterEach
    void close() {
        page.context().close();
    }

    @Test
    void shows_the_state_of_the_parts() {
        assertThat(page.locator("#health-parts li"))
                .containsText(new String[] {"Accepts events", "Connected", "Connected"});
        assertThat(complaints).isEmpty();
    }

    @Test
    void starts_the_job_for_the_one_who_has_the_key() throws IOException, InterruptedException {
        collect(event("Holded\\\\Wallet\\\\Domain\\\\Transaction\\\\Events\\\\PageTestedEvent", "page_runs"));

        page.getByText("Start processing").click();
        page.getByLabel("API key").fill("not-the-key-of-the-administrator");
        page.getByText("Use key").click();
        assertThat(page.locator("#key-error")).containsText("not valid");
        screenshot("key-dialog");
        page.getByLabel("API key").fill(platform.adminKey());
        page.getByLabel("API key").press("Enter");

        assertThat(page.locator("#notice")).containsText("has started");
        Locator latest = page.locator("#runs tbody tr").first();
        assertThat(latest.locator(".chip"))
                .hasText(
                        "Completed",
                        new com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions()
                                .setTimeout(RUN_TIMEOUT_MILLIS));
        assertThat(latest).containsText("admin");
        assertThat(page.locator("#key-button")).hasText("Forget key");
    }

    @Test
    void shows_what_was_sent_as_text_and_never_as_markup() throws IOException, InterruptedException {
        String type = "<img src=x onerror=alert(1)>";
        collect(event(type, "page_markup"));

        page.getByText("Refresh").click();

        assertThat(page.locator("#events")).containsText(type);
        assertThat(page.locator("#events img")).hasCount(0);
        assertThat(complaints).isEmpty();
    }

    @Test
    void downloads_a_report() throws IOException {
        page.locator("[name=format]").selectOption("csv");

        Download download = page.waitForDownload(
                () -> page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Download"))
                        .click());

        assertThat(download.suggestedFilename()).startsWith("company-analytics").endsWith(".csv");
        assertThat(Files.readString(download.path())).startsWith("Company,");
        assertThat(page.locator("#notice")).containsText("Downloaded");
    }

    @Test
    void shows_why_a_report_cannot_be_made() {
        page.locator("[name=from]").fill("2026-02-01");
        page.locator("[name=to]").fill("2026-01-01");

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Download"))
                .click();

        assertThat(page.locator("#notice.bad")).containsText("from");
    }

    @Test
    void speaks_spanish_to_those_who_do() {
        page.context().close();
        page = newPage(new Browser.NewContextOptions()
                .setLocale("es-ES")
                .setColorScheme(ColorScheme.DARK)
                .setViewportSize(420, 900));
        openLandingPage();

        assertThat(page.locator("html")).hasAttribute("lang", "es");
        assertThat(page.locator("#start-job")).hasText("Procesar ahora");
        assertThat(page.locator("[name=lang]")).hasValue("es");
        Object overflow = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
        assertThat(overflow).isEqualTo(false);
        assertThat(complaints).isEmpty();
    }

    @Test
    void documents_the_interface_without_asking_anybody_else() {
        List<String> asked = new CopyOnWriteArrayList<>();
        page.onRequest(request -> asked.add(URI.create(request.url()).getAuthority()));

        page.navigate(platform.service() + "/docs");

        page.waitForSelector("#operations-Collection-collect");
        screenshot("docs");
        assertThat(asked).containsOnly(platform.service().getAuthority());
        assertThat(complaints).isEmpty();
    }

    private Page newPage(Browser.NewContextOptions options) {
        BrowserContext context = chromium.browser().newContext(options);
        Page opened = context.newPage();
        complaints.clear();
        opened.onPageError(complaints::add);
        opened.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        return opened;
    }

    private void openLandingPage() {
        page.navigate(platform.service() + "/");
        page.waitForSelector("body[data-ready]");
        screenshot("landing-page-" + page.viewportSize().width);
    }

    /** For people: what a build's page looked like. */
    private void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "screenshots", name + ".png"))
                .setFullPage(true));
    }

    private void collect(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(platform.service().resolve("/collect"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static String event(String type, String company) {
        return """
                {"event_type": "%s", "company_id": "%s", "user_id": "user_1", "timestamp": 1772705555000}
                """
                .formatted(type, company);
    }
}
