using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace TaskApi.Tests.Catalog;

public class ModelCatalogTests
{
    private static readonly string[] PageOrder =
    [
        "google/veo-3.1-fast", "google/veo-3.1-quality", "openai/sora-2", "openai/sora-2-pro", "hailuo/minimax-2.0", "hailuo/minimax-2.3",
        "hailuo/minimax-2.3-fast", "higgsfield-ai/lite", "higgsfield-ai/turbo", "higgsfield-ai/standard", "higgsfield-ai/cinematic-studio-video",
        "kuaishou/kling-3.0-omni-video", "kuaishou/kling-3.0-omni-video-edit", "kuaishou/kling-o1-video", "kuaishou/kling-2.6", "kuaishou/kling-2.5",
        "kuaishou/kling-2.1", "kuaishou/kling-2.1-master", "kuaishou/kling-2.5-turbo-pro", "kuaishou/kling-2.6-motion-control",
        "kuaishou/kling-3.0-motion-control", "topaz-labs/video-upscale",
        "google/nano-banana", "google/nano-banana-pro", "openai/gpt-image-1", "openai/gpt-image-1.5", "higgsfield-ai/cinematic-studio-image",
        "black-forest-labs/flux.2-pro", "black-forest-labs/flux.2-flex", "black-forest-labs/flux.2-max", "kuaishou/kling-o1-image",
        "kuaishou/kling-3.0-omni-image", "topaz-labs/image-upscale", "topaz-labs/image-generative",
        "suno-ai/music", "suno-ai/add-vocals", "suno-ai/add-instrumental", "suno-ai/extend", "suno-ai/cover", "suno-ai/stems", "suno-ai/stems-all",
        "suno-ai/lyrics", "suno-ai/wav", "higgsfield-ai/speak", "higgsfield-ai/tts", "elevenlabs/text-to-speech", "elevenlabs/text-to-dialogue",
        "elevenlabs/sound-effect", "elevenlabs/voice-isolation", "elevenlabs/speech-to-text",
    ];

    private static readonly string[] WithoutParameterTable =
    [
        "kuaishou/kling-2.5-turbo-pro", "kuaishou/kling-3.0-motion-control", "topaz-labs/video-upscale", "kuaishou/kling-o1-image",
        "kuaishou/kling-3.0-omni-image", "topaz-labs/image-upscale", "topaz-labs/image-generative", "suno-ai/wav", "elevenlabs/text-to-speech",
        "elevenlabs/text-to-dialogue", "elevenlabs/sound-effect", "elevenlabs/voice-isolation", "elevenlabs/speech-to-text",
    ];

    public static TheoryData<string> Ids { get; } = [.. ModelCatalog.BuiltIn.Models.Select(model => model.Id)];

    [Fact]
    public void The_models_are_those_of_the_page_in_its_order()
    {
        Assert.Equal(50, PageOrder.Length);
        Assert.Equal(PageOrder, ModelCatalog.BuiltIn.Models.Select(model => model.Id));
    }

    [Fact]
    public void The_kinds_are_those_of_the_page()
    {
        Assert.All(ModelCatalog.BuiltIn.Models.Take(22), model => Assert.Equal(GenKind.Video, model.Kind));
        Assert.All(ModelCatalog.BuiltIn.Models.Skip(22).Take(12), model => Assert.Equal(GenKind.Image, model.Kind));
        Assert.All(ModelCatalog.BuiltIn.Models.Skip(34), model => Assert.Equal(GenKind.Audio, model.Kind));
    }

    [Fact]
    public void Only_models_with_a_parameter_table_on_the_page_are_checked() =>
        Assert.Equal(WithoutParameterTable.Order(), ModelCatalog.BuiltIn.Models.Where(model => !model.IsChecked).Select(model => model.Id).Order());

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rules_conditions_and_prices_speak_of_parameters_that_the_model_has(string id)
    {
        GenModel model = ModelCatalog.BuiltIn.Find(id)!;
        IEnumerable<string> named =
        [
            .. model.Rules.Select(rule => rule.Parameter),
            .. model.Rules.SelectMany(rule => rule.When).Select(condition => condition.Parameter),
            .. model.Prices.SelectMany(price => price.When).Select(condition => condition.Parameter),
            .. model.PriceParameters,
        ];
        Assert.All(named, name => Assert.NotNull(model.FindParameter(name)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rules_are_complete_and_say_why(string id)
    {
        Assert.All(ModelCatalog.BuiltIn.Find(id)!.Rules, rule =>
        {
            Assert.EndsWith(".", rule.Reason, System.StringComparison.Ordinal);
            Assert.Equal(rule.Effect is GenRuleEffect.Allowed or GenRuleEffect.Each, rule.Values.Count > 0);
            Assert.Equal(rule.Effect is GenRuleEffect.Total or GenRuleEffect.Each, rule.Field is not null);
            Assert.Equal(rule.Effect == GenRuleEffect.Total, rule.Minimum is not null && rule.Maximum is not null);
        });
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Values_that_a_condition_or_a_rule_names_can_be_given(string id)
    {
        GenModel model = ModelCatalog.BuiltIn.Find(id)!;
        IEnumerable<GenCondition> conditions = model.Rules.SelectMany(rule => rule.When).Concat(model.Prices.SelectMany(price => price.When));
        IEnumerable<(string Parameter, IReadOnlyList<object> Values)> named =
        [
            .. conditions.Where(condition => condition.Values is not null).Select(condition => (condition.Parameter, condition.Values!)),
            .. model.Rules.Where(rule => rule.Effect == GenRuleEffect.Allowed).Select(rule => (rule.Parameter, rule.Values)),
        ];
        Assert.All(named, entry => Assert.All(entry.Values, value =>
        {
            GenParameter parameter = model.FindParameter(entry.Parameter)!;
            Assert.True(ValueConverter.TryConvert(parameter.Type, value, out object converted));
            Assert.Equal(value, converted);
            Assert.True(parameter.Allowed is null || parameter.Allowed.Contains(value));
        }));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Parameter_names_differ_in_every_spelling(string id)
    {
        List<string> keys = [.. ModelCatalog.BuiltIn.Find(id)!.Parameters.Select(parameter => ParameterName.ToKey(parameter.Name))];
        Assert.Equal(keys.Distinct(), keys);
        Assert.DoesNotContain(keys, key => key is "model" or "key" or "callbackurl");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Defaults_and_allowed_values_are_of_the_parameters_type(string id)
    {
        Assert.All(ModelCatalog.BuiltIn.Find(id)!.Parameters, parameter =>
        {
            object[] values = [.. parameter.Allowed ?? [], .. parameter.Default is { } value ? [value] : System.Array.Empty<object>()];
            Assert.All(values,
                value => Assert.True(ValueConverter.TryConvert(parameter.Type, value, out object converted) && converted.ToString() == value.ToString()));
            Assert.True(parameter.Minimum is null || parameter.Maximum is null || parameter.Minimum < parameter.Maximum);
        });
    }

    [Fact]
    public void Parameters_of_models_without_a_table_are_all_marked_as_newer() =>
        Assert.All(ModelCatalog.BuiltIn.Models.Where(model => !model.IsChecked).SelectMany(model => model.Parameters),
            parameter => Assert.True(parameter.IsNewer));

    [Theory]
    [InlineData("google/nano-banana")]
    [InlineData("GOOGLE/Nano-Banana")]
    public void A_model_is_found_without_regard_to_case(string id) => Assert.Equal("google/nano-banana", ModelCatalog.BuiltIn.Find(id)?.Id);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nano-banana")]
    [InlineData("kuaishou/kling-2.6-video")]
    public void A_model_that_is_not_listed_is_not_found(string? id) => Assert.Null(ModelCatalog.BuiltIn.Find(id));

    [Theory]
    [InlineData("google/nano-bananna", "google/nano-banana")]
    [InlineData("nano-banana-pro", "google/nano-banana-pro")]
    [InlineData("kling/kling-2.6", "kuaishou/kling-2.6")]
    [InlineData("veo-3.1-fsat", "google/veo-3.1-fast")]
    [InlineData("suno/music", "suno-ai/music")]
    public void A_misspelled_model_leads_to_the_nearest_one(string id, string nearest) => Assert.Equal(nearest, ModelCatalog.BuiltIn.FindNearest(id));

    [Theory]
    [InlineData("")]
    [InlineData("acme/sculpture-9000")]
    public void A_model_that_resembles_none_leads_nowhere(string id) => Assert.Null(ModelCatalog.BuiltIn.FindNearest(id));

    [Theory]
    [InlineData("kuaishou/kling-2.6", "kuaishou/kling-2.6")]
    [InlineData("KLING-2.6", "kuaishou/kling-2.6")]
    [InlineData("kling-2", null)]
    [InlineData("kuaishou/", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_user_may_leave_the_provider_out(string? name, string? id)
    {
        Assert.Equal(id, ModelCatalog.BuiltIn.Resolve(name)?.Id);
        Assert.Empty(ModelCatalog.BuiltIn.Namesakes(name ?? ""));
    }

    [Fact]
    public void A_name_that_several_providers_have_means_none_of_them()
    {
        var catalog =
            new ModelCatalog([new GenModel { Id = "a/tts" }, new GenModel { Id = "b/TTS" }, new GenModel { Id = "c/tts" }, new GenModel { Id = "c/music" }]);

        Assert.Null(catalog.Resolve("tts"));
        Assert.Equal(["a/tts", "b/TTS", "c/tts"], catalog.Namesakes("tts"));
        Assert.Equal("b/TTS", catalog.Resolve("b/tts")?.Id);
        Assert.Equal("c/music", catalog.Resolve("music")?.Id);
    }
}
