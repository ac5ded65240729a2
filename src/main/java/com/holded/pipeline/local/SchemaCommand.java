package com.holded.pipeline.local;

import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Registers, lists, shows and checks the schemas of a service's registry. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Registers, lists, shows and checks schemas, and tries them on real traffic.",
        subcommands = {
            SchemaCommand.Register.class,
            SchemaCommand.ListSchemas.class,
            SchemaCommand.Show.class,
            SchemaCommand.Check.class,
            PreviewSchemaCommand.class
        })
final class SchemaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    /** Registers a file. */
    @Command(
            name = "register",
            mixinStandardHelpOptions = true,
            description = "Registers a file as the next version of a subject and prints its id.")
    static final class Register implements Callable<Integer> {
        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Mixin
        private SchemaFile file = new SchemaFile();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            JsonNode answer = KeysCommand.post(
                    service.client(), "subjects/" + file.encodedSubject() + "/versions", file.request());
            print(spec, String.valueOf(answer.path("id").asInt()));
            return ExitCode.OK;
        }
    }

    /** Lists subjects. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the subjects with their latest versions.")
    static final class ListSchemas implements Callable<Integer> {
        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Option(
                names = "--prefix",
                paramLabel = "TEXT",
                defaultValue = "",
                description = "Only subjects that begin so.")
        private String prefix = "";

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            String path = "schemas?latestOnly=true&subjectPrefix=" + ReportCommand.encode(prefix);
            for (JsonNode version : service.client().read(path)) {
                print(
                        spec,
                        String.format(
                                Locale.ROOT,
                                "%-40s version %-4d id %-6d %s",
                                version.path("subject").asString(""),
                                version.path("version").asInt(),
                                version.path("id").asInt(),
                                version.path("schemaType").asString("AVRO")));
            }
            return ExitCode.OK;
        }
    }

    /** Shows one version. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints the text of a version, as it was registered.")
    static final class Show implements Callable<Integer> {
        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Parameters(paramLabel = "SUBJECT", description = "For example events.raw-value.")
        private String subject = "";

        @Option(
                names = "--version-number",
                paramLabel = "N",
                defaultValue = "latest",
                description = "Which version (default: ${DEFAULT-VALUE}).")
        private String version = "latest";

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            ServiceClient client = service.client();
            String path = "subjects/" + ReportCommand.encode(subject) + "/versions/" + ReportCommand.encode(version)
                    + "/schema";
            HttpResponse<String> answer = client.send(client.request(path).GET().build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw ServiceClient.refused(answer, answer.body());
            }
            print(spec, answer.body().strip());
            return ExitCode.OK;
        }
    }

    /** Checks a file. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Tells whether a file could be the next version of a subject, and if not, why (exit code 1).")
    static final class Check implements Callable<Integer> {
        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Mixin
        private SchemaFile file = new SchemaFile();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            JsonNode answer = KeysCommand.post(
                    service.client(),
                    "compatibility/subjects/" + file.encodedSubject() + "/versions?verbose=true",
                    file.request());
            if (answer.path("is_compatible").asBoolean(false)) {
                print(spec, "compatible");
                return ExitCode.OK;
            }
            print(spec, "incompatible");
            answer.path("messages").forEach(message -> print(spec, message.asString("")));
            return ExitCode.SOFTWARE;
        }
    }

    private static void print(CommandSpec spec, String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
