# frozen_string_literal: true

module Garden
  # A bed of one kind.
  class Bed < Plot
    attr_reader :kind

    # What grows here.
    def initialize(kind)
      @kind = kind
    end

    class << self
      def empty
        new(nil)
      end
    end

    def self.of(kind) = new(kind)

    TEXT = <<~END
      def not_a_method
      end
    END
  end
end

describe Garden::Bed do
  it 'knows what grows' do
    expect(described_class.of(:peas).kind).to eq :peas
  end
end
